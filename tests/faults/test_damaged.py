"""A damaged record or graded notebook: others get their pages, and the remedy named works."""

import json

import pytest

from autograder import grading, pool
from autograder.classroom import Classroom
from autograder.errors import UserError
from autograder.layout import find_root
from autograder.session import Job

from . import rounds
from .rounds import ASSIGNMENT, STUDENTS

ROOT = find_root()


@pytest.fixture
def room(tmp_path, monkeypatch):
    """A class that has been graded, without boxes."""
    room = rounds.handed_in(tmp_path, monkeypatch)
    grade(room)
    return room


def grade(room):
    job = Job(ASSIGNMENT, ROOT, seed=1, boxed=False)
    return grading.grade(room, job, room.db_url, pool.Threads(1), force=False)


def feedback(room):
    return grading.write_feedback(room, ROOT, ASSIGNMENT, room.db_url)


WHAT = {
    "record": (Classroom.record, ["", "{", "[]", "{}", "null", b"\xff"]),
    "notebook": (Classroom.autograded, ["", "{", "[]", "{}", b"\xff"]),
}
DAMAGES = [(what, text) for what, (_, texts) in WHAT.items() for text in texts]


@pytest.mark.parametrize(("what", "text"), DAMAGES)
def test_the_others_get_their_pages_and_the_remedy_works(room, what, text):
    place, record = WHAT[what][0](room, "cid", ASSIGNMENT), room.record("cid", ASSIGNMENT)
    place.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(UserError) as refusal:
        feedback(room)
    assert str(refusal.value) == (
        f"{place} is no whole {what}; remove {record} and repeat `autograder grade {ASSIGNMENT}`. "
        "The pages of all others are written."
    )
    pages = {s for s in STUDENTS if room.feedback(s, ASSIGNMENT).exists()}
    assert pages == set(STUDENTS) - {"cid"}
    record.unlink()
    assert grade(room).unchanged == len(STUDENTS) - 1
    assert len(feedback(room)) == len(STUDENTS)


def test_a_report_does_not_leave_anybody_out_in_silence(room):
    room.record("cid", ASSIGNMENT).write_text("{")
    with pytest.raises(UserError, match=r"cid.json is no whole record; remove "):
        grading.analyse(room, ROOT, ASSIGNMENT, room.db_url)


def test_of_many_a_few_are_named(room):
    for student in STUDENTS:
        room.record(student, ASSIGNMENT).write_text("{")
    with pytest.raises(UserError, match=r"So it is with 1 more\. The pages") as refusal:
        feedback(room)
    assert str(refusal.value).count("is no whole record") == 5


def test_a_record_of_nobody_is_not_said_to_be_damaged(room):
    with pytest.raises(UserError, match="There is no record of zoe in 01_slope; grade it first"):
        room.record_of("zoe", ASSIGNMENT)


def test_records_stay_whole(room):
    for student in STUDENTS:
        assert room.load_record(student, ASSIGNMENT) == json.loads(
            room.record(student, ASSIGNMENT).read_text()
        )
