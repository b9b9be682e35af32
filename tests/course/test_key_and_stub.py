"""The released notebook scores 0, the key scores full, and honest noise costs nothing."""

import json

import numpy as np
import pytest

from autograder import layout
from autograder.checks import EXERCISES, of_assignment
from autograder.invented import Desk, noisy
from autograder.judge import draw
from autograder.session import Job, grade_cells, grade_file, released_notebook
from autograder.submission import parse
from tests.boxes import needs_box

ROOT = layout.find_root()
ASSIGNMENTS = layout.assignments(ROOT)
BUILDING = [a for a in ASSIGNMENTS if any(e.builds_on for e in of_assignment(a))]

pytestmark = needs_box


def grade(assignment, notebook):
    cells = parse(json.dumps(notebook).encode())
    return grade_cells(cells, released_notebook(ROOT, assignment), Job(assignment, ROOT), "").record


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_the_untouched_notebook_scores_nothing(assignment):
    graded = grade_file(layout.release_path(ROOT, assignment), Job(assignment, ROOT))
    assert graded.record["outcome"] == "graded"
    assert graded.record["score"] == 0.0
    assert {c["points"] for c in graded.record["checks"]} == {0.0}
    assert {c["error"].split(":")[0] for c in graded.record["checks"]} == {"NotImplementedError"}


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_the_key_scores_full_and_runs_without_an_error(assignment):
    graded = grade_file(layout.source_path(ROOT, assignment), Job(assignment, ROOT))
    assert graded.record["score"] == graded.record["max_score"]
    assert {c["outcome"] for c in graded.record["checks"]} == {"passed"}
    errors = [
        (cell["source"], output["evalue"])
        for cell in graded.notebook["cells"]
        for output in cell.get("outputs", [])
        if output["output_type"] == "error"
    ]
    assert errors == []


@pytest.mark.parametrize("assignment", ["01_slope", "07_layers", "08_backward"])
def test_warnings_and_text_on_stderr_cost_nothing(assignment):
    desk = Desk(ROOT, assignment)
    record = grade(assignment, desk.key({f: noisy(desk, f) for f in desk.functions}))
    assert record["score"] == record["max_score"]


def test_one_function_alone_earns_its_points_and_no_others():
    record = grade("08_backward", Desk(ROOT, "08_backward").only("affine_backward"))
    points = {c["function"]: c["points"] for c in record["checks"] if c["points"]}
    assert points == {"affine_backward": 10.0}


@pytest.mark.parametrize("assignment", BUILDING)
def test_a_wrong_prerequisite_costs_its_own_points_only(assignment):
    exercises = of_assignment(assignment)
    lent = {name for exercise in exercises for name in exercise.builds_on}
    building = {exercise.function for exercise in exercises if exercise.builds_on} - lent
    wrong = {name: f"def {name}(*args):\n    return None\n" for name in lent}
    record = grade(assignment, Desk(ROOT, assignment).key(wrong))
    lost = {c["function"] for c in record["checks"] if c["points"] < c["max_points"]}
    assert lent <= lost
    failed = {
        (c["function"], p["name"]) for c in record["checks"] for p in c["parts"] if not p["passed"]
    }
    assert {f for f, _ in failed} - lent <= building
    for function in building:
        sheet = draw(EXERCISES[function], np.random.default_rng(0), with_mistakes=False)
        aided = {p.name for p in sheet.parts if not any(sheet.cases[i].unaided for i in p.cases)}
        assert len(aided) > len(sheet.parts) / 2
        assert not {part for f, part in failed if f == function} & aided


def test_part_of_a_function_earns_part_of_its_points_and_a_hint():
    wrong = "def affine_backward(dZ, cache):\n    X, W, b = cache\n"
    wrong += "    return dZ @ W.T, X.T @ dZ, dZ.mean(axis=0)\n"
    desk = Desk(ROOT, "08_backward")
    record = grade("08_backward", desk.key({"affine_backward": wrong}))
    check = record["checks"][0]
    assert check["outcome"] == "partly"
    assert 0 < check["points"] < 10
    assert check["mistake"] == "LB-04"
    assert "db" in check["hint"]


def test_the_seed_in_the_record_replays_the_run():
    path = layout.source_path(ROOT, "01_slope")
    first = grade_file(path, Job("01_slope", ROOT)).record
    again = grade_file(path, Job("01_slope", ROOT, seed=first["seed"])).record
    assert {**first, "timestamp": ""} == {**again, "timestamp": ""}
