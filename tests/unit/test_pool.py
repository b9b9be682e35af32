"""Grading a class: everybody graded or refused, nobody twice, and one bug of ours costs one."""

import itertools
import json
import threading
from concurrent.futures import Future
from dataclasses import replace
from types import SimpleNamespace

import pytest

from autograder import pool, run, session, sheets, task
from autograder.ahead import Ahead
from autograder.checks import of_assignment
from autograder.classroom import Classroom
from autograder.errors import UserError
from autograder.invented import Desk
from autograder.layout import find_root
from autograder.session import Job, LostBox
from tests.boxes import no_box

ASSIGNMENT = "01_slope"


class Class:
    """A class with the key, the blank and half a notebook."""

    def __init__(self, folder):
        self.room, self.desk = Classroom(folder), Desk(find_root(), ASSIGNMENT)
        self.job = Job(ASSIGNMENT, find_root(), seed=5, boxed=False)  # all of it is honest work
        blank = json.dumps(self.desk.blank())
        self.hand_in("key", json.dumps(self.desk.key()))
        self.hand_in("blank", blank)
        self.hand_in("torn", blank[: len(blank) // 2])

    def hand_in(self, student, text):
        folder = self.room.submitted(student, ASSIGNMENT)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{ASSIGNMENT}.ipynb").write_text(text, encoding="utf-8")

    def grade(self, keys=None, force=False):
        """Student -> record; `new` then holds student -> whether that is a new one.

        keys: what the gradebook holds; nothing, so that all comes from the folder.
        """
        class_ = pool.Class(self.room, self.job)
        plan = class_.plan(keys or {}, force)
        with pool.grade_class(class_, plan, pool.Threads(2), force) as stream:
            results = {one.record["student"]: one for one in stream if one}
        for one in results.values():
            refused = one.record["outcome"] == "refused"
            assert (one.notebook is None) == (refused or not one.new)
            if one.new:
                self.room.store(one.record, one.notebook)
        self.new = {student: one.new for student, one in results.items()}
        return {student: one.record for student, one in results.items()}

    def files(self):
        return {
            path.relative_to(self.room.folder).as_posix(): path.read_bytes()
            for path in self.room.folder.rglob("*")
            if path.is_file()
        }


@pytest.fixture
def small_class(tmp_path):
    return Class(tmp_path)


@pytest.fixture
def calls(monkeypatch):
    """Stand in for the boxes: what was graded, in order; failures[text] is raised instead."""

    class Calls(list):
        failures: dict = {}  # noqa: RUF012

    seen = Calls()

    def grade_cells(cells, released, job, digest):
        seen.append(digest)
        for text, failures in seen.failures.items():
            if failures and any(text in cell.source for cell in cells):
                raise failures.pop(0)
        slots = session.rebuild(released, cells)[1]
        record = session._record(job, slots, [], "graded", "", 5, digest)
        return session.Graded(record, released)

    monkeypatch.setattr(session, "grade_cells", grade_cells)
    monkeypatch.setattr(task, "open_box", no_box)
    return seen


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


def test_the_first_ones_begin_before_anybody_asks_for_results(small_class, calls):
    class_ = pool.Class(small_class.room, small_class.job)
    threads = pool.Threads(2)
    with pool.grade_class(class_, class_.plan({}), threads) as stream:
        threads.shutdown(wait=True)
        assert len(calls) == 2
        assert {one.record["student"] for one in stream if one} == {"key", "blank", "torn"}


def test_nothing_is_graded_before_the_trial_is_over_nor_if_it_fails(small_class, calls):
    class_, trial = pool.Class(small_class.room, small_class.job), Future()
    plan = class_.plan({})
    with pool.grade_class(class_, plan, pool.Threads(2, trial.result)) as stream:
        assert next(stream).record["student"] == "torn"  # needs no box
        assert next(stream) is None, "nothing has finished for a moment"
        assert not calls
        trial.set_exception(UserError("The box leaks."))
        with pytest.raises(UserError, match="The box leaks"):
            list(stream)
    assert not calls


def test_sheets_are_drawn_ahead_as_far_as_they_can_be(small_class, monkeypatch):
    drawn, all_ = [], [exercise.function for exercise in of_assignment(ASSIGNMENT)]
    first = sheets.drawn

    def watched(exercise, seed):
        drawn.append(exercise.function)
        if len(drawn) == 1:
            raise ValueError("a bug of ours")
        return first(exercise, seed)

    monkeypatch.setattr(sheets, "drawn", watched)
    class_ = pool.Class(small_class.room, small_class.job)
    task.draw_sheets(class_.spec(class_.read("key")))
    assert drawn == all_


@pytest.mark.parametrize("fails", [False, True])
def test_each_submission_has_one_box_and_none_stays_open(small_class, monkeypatch, fails):
    opened, closed, open_box, failures = [], [], run.open_box, [LostBox("full")] * fails

    def watched(job):
        if failures:
            raise failures.pop()
        box = open_box(job)
        opened.append(box)
        close = box.close
        monkeypatch.setattr(box, "close", lambda: (closed.append(box), close()))
        return box

    monkeypatch.setattr(run, "open_box", watched)
    records = small_class.grade()
    assert {s: r["outcome"] for s, r in records.items()} == {
        "key": "graded", "blank": "graded", "torn": "refused"
    }  # fmt: skip
    assert len(opened) == 2, "one that was lost is replaced"
    assert {*closed} == {*opened}


def test_a_box_that_nobody_took_is_closed_also_when_it_opens_late():
    closed = []
    box = SimpleNamespace(close=lambda: closed.append(1))
    taken, left, late, lost = (Future() for _ in range(4))
    for future in (taken, left):
        future.set_result(box)
    late.set_running_or_notify_cancel()  # is being opened
    ahead = run.BoxAhead(taken)
    assert ahead.take() is box
    assert ahead.take() is None
    ahead.close()
    assert not closed, "whoever took it closes it"
    run.BoxAhead(left).close()
    assert closed == [1]
    run.BoxAhead(late).close()
    late.set_result(box)
    assert closed == [1, 1]
    lost.set_exception(LostBox("no box"))
    run.BoxAhead(lost).close()
    with pytest.raises(LostBox):
        run.BoxAhead(lost).take()
    waiting = Future()
    run.BoxAhead(waiting).close()
    assert waiting.cancelled()


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
