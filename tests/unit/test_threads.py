"""Grading with threads: what is done ahead, what waits for the trial, and who closes a box."""

from concurrent.futures import Future
from types import SimpleNamespace

import pytest

from autograder import opening, pool, sheets, task
from autograder.checks import of_assignment
from autograder.errors import UserError
from autograder.session import LostBox
from tests.small_class import ASSIGNMENT


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
    opened, closed, open_box, failures = [], [], opening.open_box, [LostBox("full")] * fails

    def watched(job):
        if failures:
            raise failures.pop()
        box = open_box(job)
        opened.append(box)
        close = box.close
        monkeypatch.setattr(box, "close", lambda: (closed.append(box), close()))
        return box

    monkeypatch.setattr(opening, "open_box", watched)
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
    ahead = opening.BoxAhead(taken)
    assert ahead.take() is box
    assert ahead.take() is None
    ahead.close()
    assert not closed, "whoever took it closes it"
    opening.BoxAhead(left).close()
    assert closed == [1]
    opening.BoxAhead(late).close()
    late.set_result(box)
    assert closed == [1, 1]
    lost.set_exception(LostBox("no box"))
    opening.BoxAhead(lost).close()
    with pytest.raises(LostBox):
        opening.BoxAhead(lost).take()
    waiting = Future()
    opening.BoxAhead(waiting).close()
    assert waiting.cancelled()
