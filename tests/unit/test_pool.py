"""Grading a class: everybody graded or refused, nobody twice, and one bug of ours costs one."""

import itertools
import json
import threading
from dataclasses import replace

import pytest

from autograder import pool, session
from autograder.ahead import Ahead
from autograder.classroom import Classroom
from autograder.errors import UserError
from autograder.invented import Desk
from autograder.layout import find_root
from autograder.session import Job, LostBox
from tests.small_class import ASSIGNMENT


def test_a_real_class_is_graded_and_a_second_run_changes_nothing(small_class):
    small_class.hand_in("blank", json.dumps(small_class.desk.only("step_1d")))
    first = small_class.grade()
    assert {s: (r["outcome"], r["score"]) for s, r in first.items()} == {
        "key": ("graded", 16),
        "blank": ("graded", 4),
        "torn": ("refused", 0),
    }
    assert "its JSON is broken" in first["torn"]["reason"]
    files = small_class.files()
    assert small_class.grade() == first
    assert not any(small_class.new.values())
    assert small_class.files() == files


def test_only_what_changed_is_graded_again(small_class, calls):
    small_class.grade()
    assert len(calls) == 2  # the torn one is refused without a box
    small_class.hand_in("blank", json.dumps(small_class.desk.only("step_1d")))
    small_class.hand_in("late", json.dumps(small_class.desk.blank()))
    small_class.grade()
    assert small_class.new == {"key": False, "blank": True, "torn": False, "late": True}
    small_class.grade(force=True)
    assert all(small_class.new.values())
    small_class.job.boxed = True
    small_class.grade()
    assert all(small_class.new.values())


def test_another_maker_of_boxes_grades_nothing_anew_and_a_box_does(small_class, calls):
    small_class.grade()
    for change, new in (("engine", False), ("boxed", True)):
        value = {"engine": "podman", "boxed": True}[change]
        small_class.job = replace(small_class.job, **{change: value})
        small_class.grade()
        assert set(small_class.new.values()) == {new}, change


def test_a_bug_of_ours_refuses_one_submission_and_it_is_tried_again(small_class, calls):
    small_class.hand_in("unlucky", json.dumps(small_class.desk.key({"step_1d": "unlucky = 1"})))
    calls.failures = {"unlucky": [KeyError("ours")]}
    records = small_class.grade()
    assert records["unlucky"]["outcome"] == "refused"
    assert records["unlucky"]["reason"] == (
        "The grader itself failed on this submission (KeyError: 'ours'); this is not the student's "
        "fault."
    )
    assert (records["key"]["outcome"], records["blank"]["outcome"]) == ("graded", "graded")
    records = small_class.grade()
    assert records["unlucky"]["outcome"] == "graded"
    assert [student for student, new in small_class.new.items() if new] == ["unlucky"]


def test_what_no_file_can_hold_refuses_one_submission(small_class, calls, monkeypatch):
    small_class.hand_in("odd", json.dumps(small_class.desk.key({"step_1d": "odd = 1"})))
    honest = session.grade_cells

    def grade_cells(cells, released, job, digest):
        graded = honest(cells, released, job, digest)
        odd = any("odd = 1" in cell.source for cell in cells)
        return replace(graded, record=graded.record | {"reason": "\ud800" if odd else ""})

    monkeypatch.setattr(session, "grade_cells", grade_cells)
    outcomes = {student: record["outcome"] for student, record in small_class.grade().items()}
    assert outcomes.pop("odd") == outcomes.pop("torn") == "refused"
    assert set(outcomes.values()) == {"graded"}


@pytest.mark.parametrize(("times", "outcome"), [(1, "graded"), (2, "refused")])
def test_a_box_that_is_lost_gets_a_second_try(small_class, calls, times, outcome):
    small_class.hand_in("unlucky", json.dumps(small_class.desk.key({"step_1d": "unlucky = 1"})))
    calls.failures = {"unlucky": [LostBox("no memory left") for _ in range(times)]}
    record = small_class.grade()["unlucky"]
    assert record["outcome"] == outcome
    assert ("No box could be had: no memory left" in record["reason"]) == (outcome == "refused")
    assert small_class.grade()["unlucky"]["outcome"] == "graded"


def test_an_earlier_graded_notebook_does_not_outlive_a_torn_hand_in(small_class, calls):
    small_class.grade()
    graded = small_class.room.autograded("key", ASSIGNMENT)
    assert graded.is_file()
    small_class.hand_in("key", "torn")
    small_class.grade()
    assert not graded.exists()


def test_a_record_that_cannot_be_read_is_made_anew(small_class, calls):
    small_class.grade()
    small_class.room.record("key", ASSIGNMENT).write_text("{ half")
    small_class.grade()
    assert small_class.new == {"key": True, "blank": False, "torn": False}


def test_what_the_gradebook_holds_is_left_alone(small_class, calls):
    keys = {student: record["key"] for student, record in small_class.grade().items()}
    assert small_class.grade(keys) == {}
    small_class.room.record("key", ASSIGNMENT).unlink()  # the page of feedback needs it
    small_class.hand_in("blank", json.dumps(small_class.desk.only("step_1d")))
    assert set(small_class.grade(keys)) == {"key", "blank"}


def test_a_resubmission_during_grading_is_graded_instead(small_class, calls, monkeypatch):
    again = json.dumps(small_class.desk.only("step_1d"))
    grade_cells = session.grade_cells

    first, meeting = itertools.count(), threading.Barrier(2)

    def slowly(cells, released, job, digest):
        if next(first) < 2:  # both have been read and begun before either is replaced
            if meeting.wait(60) == 0:
                small_class.hand_in("blank", again)
                small_class.hand_in("key", again)
            meeting.wait(60)
        return grade_cells(cells, released, job, digest)

    monkeypatch.setattr(session, "grade_cells", slowly)
    records = small_class.grade()
    now = session.sha256(again.encode())
    assert {s: r["version"] for s, r in records.items() if s != "torn"} == dict.fromkeys(
        ("blank", "key"), now
    )
    assert len(calls) == 4


def test_another_assignments_notebook_is_refused_with_a_sentence(small_class, calls):
    other = Desk(find_root(), "02_descent")
    small_class.hand_in("blank", json.dumps(other.key()))
    record = small_class.grade()["blank"]
    assert (record["outcome"], record["reason"]) == (
        "refused",
        "This is a notebook of 02_descent; hand in the one of 01_slope.",
    )


def test_no_more_than_the_window_is_in_flight(small_class, calls):
    for k in range(12):
        small_class.hand_in(f"student{k}", json.dumps(small_class.desk.key({"step_1d": f"{k}"})))
    class_ = pool.Class(small_class.room, small_class.job)

    class Counting(pool.Threads):
        most = flying = 0

        def submit(self, grade, *args):
            self.flying += 1
            self.most = max(self.most, self.flying)
            return super().submit(grade, *args)

    threads = Counting(1)
    with pool.grade_class(class_, class_.plan({}), threads) as stream:
        for one in stream:
            threads.flying -= one is not None and one.record["student"] != "torn"
    assert threads.most == threads.window == 2


def test_nbgraders_next_submissions_are_begun_ahead_and_graded_once(small_class, calls):
    students = [f"student{k}" for k in range(9)]
    for student in students:
        text = json.dumps(small_class.desk.key({"step_1d": f"{student} = 1"}))
        small_class.hand_in(student, text)
    class_ = pool.Class(small_class.room, small_class.job)
    ahead = Ahead(class_, ["torn", *students])
    window = ahead.threads.window
    assert ahead.grade(class_.read("torn")).record["outcome"] == "refused"
    first = ahead.grade(class_.read("student1")).record  # nbgrader has passed over student0
    assert list(ahead.begun) == students[2 : 2 + window]
    small_class.hand_in("student2", json.dumps(small_class.desk.blank()))
    rest = [ahead.grade(class_.read(student)).record for student in students[2:]]
    assert [r["student"] for r in (first, *rest)] == students[1:]
    assert [r["version"] for r in rest] == [class_.read(s).version for s in students[2:]]
    assert len({r["seed"] for r in (first, *rest)}) == 1
    assert len(calls) == len(students)  # student2 twice, student0 never
    assert not ahead.begun


def enter(room, job):
    class_ = pool.Class(room, job)
    class_.plan({})
    pytest.fail("the run began")


@pytest.mark.parametrize(
    ("folder", "words"),
    [("nowhere", "There is no folder .*nowhere/submitted; put"), (".", "Nobody has handed in 01")],
)
def test_a_class_without_submissions_is_said_to_be_that(tmp_path, folder, words):
    (tmp_path / "submitted" / "amy" / "02_descent").mkdir(parents=True)
    with pytest.raises(UserError, match=words):
        enter(Classroom(tmp_path / folder), Job(ASSIGNMENT, find_root()))


def test_an_unknown_assignment_is_refused_with_the_known_ones(tmp_path):
    with pytest.raises(
        UserError, match="no assignment '99_moon' here; there are: 00_start, 01_slope, "
    ):
        enter(Classroom(tmp_path), Job("99_moon", find_root()))
