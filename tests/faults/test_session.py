"""Cells that kill, hang or eat memory cost themselves, and what depends on them; nothing else."""

import json

import pytest

from autograder import run
from autograder.box import Box, Limits
from autograder.errors import UserError
from autograder.invented import Desk
from autograder.judge import judge_and_name
from autograder.layout import find_root, release_path
from autograder.run import LEAST_SECONDS, Run
from autograder.session import Job, grade_cells, released_notebook
from autograder.submission import Submitted, parse
from tests.boxes import needs_box

pytestmark = needs_box

ROOT, ASSIGNMENT = find_root(), "01_slope"
LIMITS = Limits(cell_seconds=6, call_seconds=10, memory_bytes=1 << 30)  # importing matplotlib fits
DEADLY = {
    "died": "import os\nos._exit(1)",
    "timed_out": "while True:\n    pass",
    "out_of_memory": "everything = bytearray(10 * 2**30)",
    "printed": "for _ in range(200):\n    print('x' * 1_000_000)",
}


def grade(cells):
    job = Job(ASSIGNMENT, ROOT, limits=LIMITS)
    return grade_cells(cells, released_notebook(ROOT, ASSIGNMENT), job, "")


def with_a_cell_after(name, source):
    """The key's cells, with one more behind the exercise `name`."""
    cells = parse(json.dumps(Desk(ROOT, ASSIGNMENT).key()).encode())
    at = next(k for k, cell in enumerate(cells) if cell.id == name)
    return [*cells[: at + 1], Submitted("code", source), *cells[at + 1 :]]


@pytest.mark.parametrize("death", DEADLY)
def test_a_deadly_cell_costs_only_itself(death):
    graded = grade(with_a_cell_after("downhill_direction", DEADLY[death]))
    assert graded.record["score"] == graded.record["max_score"]
    assert graded.steady == (death == "printed"), "may another day's result differ?"
    cell = next(c for c in graded.notebook["cells"] if c["source"] == DEADLY[death])
    assert cell["outputs"]
    assert len(json.dumps(cell["outputs"])) < 1_000_000


def test_what_the_deadly_cell_defines_is_lost_with_it():
    desk = Desk(ROOT, ASSIGNMENT)
    text = desk.solution["downhill_direction"] + "\nimport os\nos._exit(0)\n"
    graded = grade(parse(json.dumps(desk.key({"downhill_direction": text})).encode()))
    assert not graded.steady
    outcomes = {c["function"]: c["outcome"] for c in graded.record["checks"]}
    assert outcomes.pop("downhill_direction") == "missing"
    assert set(outcomes.values()) == {"passed"}


def test_a_notebook_that_shows_too_much_as_a_whole_is_kept_in_part():
    source = "print('x' * 90_000)"
    cells = parse(json.dumps(Desk(ROOT, ASSIGNMENT).key()).encode())
    job = Job(ASSIGNMENT, ROOT, limits=Limits(notebook_bytes=200_000), pictures=False)
    released = released_notebook(ROOT, ASSIGNMENT)
    graded = grade_cells([*cells, *[Submitted("code", source)] * 3], released, job, "")
    assert graded.record["score"] == graded.record["max_score"]
    shown = [c["outputs"][0] for c in graded.notebook["cells"] if c["source"] == source]
    assert [out.get("ename", "") for out in shown] == ["", "", "left_out"]


def test_a_notebook_that_takes_too_long_as_a_whole_says_so():
    cells = parse(json.dumps(Desk(ROOT, ASSIGNMENT).key()).encode())
    job = Job(ASSIGNMENT, ROOT, limits=Limits(run_seconds=0))
    graded = grade_cells(cells, released_notebook(ROOT, ASSIGNMENT), job, "")
    assert (graded.record["outcome"], graded.record["score"]) == ("graded", 0)
    assert not graded.steady
    for check in graded.record["checks"]:
        assert check["outcome"] == "timed_out"
        assert "so this check was not run any more" in check["remarks"][-1]
    outputs = [out for c in graded.notebook["cells"] for out in c.get("outputs", [])]
    notes = [out["evalue"] for out in outputs if "ename" in out]
    assert notes
    assert all("so this cell was not run any more" in note for note in notes)


def test_patience_halves_with_each_hang_but_never_ends():
    run = Run(Job(ASSIGNMENT, ROOT), seed=1)
    given = []
    for run.hung in range(6):
        given.append(run._patience(20))
    assert given == [20, 10, 5, LEAST_SECONDS, LEAST_SECONDS, LEAST_SECONDS]
    assert run._patience(1.5) == 1.5


def test_what_hangs_is_counted():
    with Run(Job(ASSIGNMENT, ROOT, limits=LIMITS), seed=1) as run:
        run._cell(DEADLY["timed_out"])
        run._cell(DEADLY["died"])
        assert run.hung == 1


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"cells": 3}', '{"cells": [{}]}', "\xff"])
def test_a_damaged_released_notebook_is_said_to_be_that(text, tmp_path):
    path = release_path(tmp_path, ASSIGNMENT)
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="latin-1")
    with pytest.raises(UserError, match=r"^course/01_.*ipynb is no whole notebook; `autograder b"):
        released_notebook(tmp_path, ASSIGNMENT)


def test_replays_that_hang_end_with_the_notebooks_time(monkeypatch):
    """A cell may notice that it is replayed: nothing is sent ahead of its turn then."""
    asked, run_cell = [], Box.run_cell

    def hang(box, source, seconds=None):
        asked.append(seconds)
        return run_cell(box, "while True: pass", seconds)

    monkeypatch.setattr(Box, "run_cell", hang)
    job = Job(ASSIGNMENT, ROOT, limits=Limits(run_seconds=5))
    cells = with_a_cell_after("downhill_direction", DEADLY["died"])
    graded = grade_cells(cells, released_notebook(ROOT, ASSIGNMENT), job, "")
    assert graded.record["outcome"] == "graded"
    assert len(asked) == 1
    assert asked[0] <= 5


def test_results_that_are_large_together_are_not_all_kept():
    text = "import numpy as np\ndef downhill_direction(slope): return np.zeros(1000)"
    cells = parse(json.dumps(Desk(ROOT, ASSIGNMENT).key({"downhill_direction": text})).encode())
    job = Job(ASSIGNMENT, ROOT, limits=Limits(answer_entries=1500))
    record = grade_cells(cells, released_notebook(ROOT, ASSIGNMENT), job, "").record
    attacked = next(c for c in record["checks"] if c["function"] == "downhill_direction")
    assert attacked["points"] == 0
    told = [part["message"] for part in attacked["parts"]]
    assert any("too large to be checked" in words for words in told), told
    assert record["score"] == record["max_score"] - attacked["max_points"]


def test_a_judge_that_fails_costs_nobody_the_other_exercises(monkeypatch):
    def fail(sheet, seen, complete):
        if sheet.function == "downhill_direction":
            raise ValueError("<b>odd</b>")
        return judge_and_name(sheet, seen, complete)

    monkeypatch.setattr(run, "judge_and_name", fail)
    graded = grade(parse(json.dumps(Desk(ROOT, ASSIGNMENT).key()).encode()))
    checks = {c["function"]: c for c in graded.record["checks"]}
    broken, others = checks.pop("downhill_direction"), checks.values()
    assert broken["outcome"] == "broken_check"
    assert "The grader itself failed on this check (ValueError: <b>odd</b>)" in broken["error"]
    assert {c["outcome"] for c in others} == {"passed"}
    cell = next(c for c in graded.notebook["cells"] if c["id"] == "check-downhill_direction")
    assert "<b>" not in json.dumps(cell["outputs"])
