"""Who hands in again, meanwhile or badly, or in the wrong place: nobody is dropped in silence."""

import json
import shutil

import pytest

from autograder import grading, pool, session
from autograder.database import entries, opened
from autograder.layout import find_root
from autograder.report import summary
from autograder.session import Job
from autograder.writer import Writer

from . import rounds
from .rounds import ASSIGNMENT, DESK, STUDENTS, hand_in

ROOT = find_root()
AGAIN = json.dumps(DESK.key({"step_1d": "# cid once more"}))


@pytest.fixture
def room(tmp_path, monkeypatch):
    """A class that has handed in; without boxes."""
    return rounds.handed_in(tmp_path, monkeypatch)


@pytest.fixture
def while_cid_is_graded(monkeypatch):
    """A function: call `happen` once, while the work of cid is graded."""

    def begin(happen):
        left = [happen]

        def grade_cells(cells, released, job, digest):
            if left and any("# cid " in cell.source for cell in cells):
                left.pop()()
            return rounds.worth(cells, released, job, digest)

        monkeypatch.setattr(session, "grade_cells", grade_cells)

    return begin


def grade(room, force=False):
    job = Job(ASSIGNMENT, ROOT, seed=1, boxed=False)
    return grading.grade(room, job, room.db_url, pool.Threads(1), force)


def test_the_newer_one_is_graded_and_entered(room, while_cid_is_graded):
    place = room.submitted("cid", ASSIGNMENT) / f"{ASSIGNMENT}.ipynb"
    while_cid_is_graded(lambda: place.write_text(AGAIN))
    tally = grade(room)
    assert (len(tally), tally.remarks) == (len(STUDENTS), [])
    held = entries(room.db_url, ASSIGNMENT)["cid"]
    assert held.version == held.want == session.sha256(AGAIN.encode())
    assert room.record_of("cid", ASSIGNMENT)["version"] == held.version
    assert grade(room).unchanged == len(STUDENTS), "nothing is left for the next run"


def test_it_is_no_regrade_of_the_same_work(room, while_cid_is_graded):
    while_cid_is_graded(lambda: None)
    grade(room)
    place = room.submitted("cid", ASSIGNMENT) / f"{ASSIGNMENT}.ipynb"
    while_cid_is_graded(lambda: place.write_text(AGAIN))
    regrade = grade(room, force=True).regrade
    assert regrade.students == len(STUDENTS) - 2  # without cid, and amy's was never graded
    assert not regrade.changes


def test_a_folder_that_goes_meanwhile_is_said_to_be_gone(room, while_cid_is_graded):
    while_cid_is_graded(lambda: shutil.rmtree(room.submitted("cid", ASSIGNMENT)))
    tally = grade(room)
    assert len(tally) == len(STUDENTS)
    assert ("cid", "The folder cannot be read (No such file or directory).") in tally.refused


def test_who_is_graded_from_elsewhere_meanwhile_is_named(room, while_cid_is_graded):
    def nbgrader():
        with opened(room.db_url) as engine:
            Writer(engine, ASSIGNMENT).want({"cid": "another version"})

    while_cid_is_graded(nbgrader)
    grading.prepare(room.db_url)
    tally = grade(room)
    assert len(tally) == len(STUDENTS) - 1
    assert "Handed in anew from elsewhere meanwhile, so not entered: cid; repeat" in summary(tally)
    grade(room)
    assert entries(room.db_url, ASSIGNMENT)["cid"].outcome == "graded"


def test_what_lies_beside_its_place_is_told_and_the_others_are_graded(room, while_cid_is_graded):
    while_cid_is_graded(lambda: None)
    (room.folder / "submitted/gil").mkdir()
    (room.folder / f"submitted/gil/{ASSIGNMENT}.ipynb").write_text(AGAIN)
    tally = grade(room)
    assert len(tally) == len(STUDENTS)
    assert f"gil/{ASSIGNMENT}.ipynb; move it there and repeat" in summary(tally)


@pytest.mark.parametrize("first", [1, 2])
def test_points_of_an_earlier_hand_in_are_said_to_be_that(room, while_cid_is_graded, first):
    while_cid_is_graded(lambda: None)
    for version in (first, 2):  # amy's are torn both times, bob's the second time
        hand_in(room, version)
        grade(room)
    text, remarks = grading.points_for("csv", room, ROOT, room.db_url, ASSIGNMENT, None)
    assert ("bob" in text, "amy" in text) == (first == 1, False)
    told = [remark for remark in remarks if "earlier hand-in" in remark]
    assert told == [
        "What bob handed in last could not be graded; the points are those of an earlier hand-in."
    ] * (first == 1)
