"""Cells that kill, hang or eat memory cost themselves, and what depends on them; nothing else."""

import json

import pytest

from autograder.box import Limits, box_problem
from autograder.invented import Desk
from autograder.layout import find_root
from autograder.session import Job, grade_cells, released_notebook
from autograder.submission import Submitted, parse

pytestmark = pytest.mark.skipif(box_problem() is not None, reason=f"no box here: {box_problem()}")

ROOT, ASSIGNMENT = find_root(), "01_slope"
LIMITS = Limits(cell_seconds=6, call_seconds=2, memory_bytes=1 << 30)  # importing matplotlib fits
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
    cell = next(c for c in graded.notebook.cells if c.source == DEADLY[death])
    assert cell.outputs
    assert len(json.dumps(cell.outputs)) < 1_000_000


def test_what_the_deadly_cell_defines_is_lost_with_it():
    desk = Desk(ROOT, ASSIGNMENT)
    text = desk.solution["downhill_direction"] + "\nimport os\nos._exit(0)\n"
    graded = grade(parse(json.dumps(desk.key({"downhill_direction": text})).encode()))
    outcomes = {c["function"]: c["outcome"] for c in graded.record["checks"]}
    assert outcomes.pop("downhill_direction") == "missing"
    assert set(outcomes.values()) == {"passed"}
