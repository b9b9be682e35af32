"""Everybody cheats: no trick gains a point or leaves a trace, and the rest of the class is graded.

The tricks, one a file, are in `tricks/`; `class_of_tricks.py` says how they are handed in.
"""

import hashlib
import json
import os
import re
from pathlib import Path

import pytest

from autograder import checks
from autograder.grading import gradebook
from autograder.lms.scores import scores
from tests.markup import inactive

from .class_of_tricks import NAMES, course, grade_class, trick

OURS = ("autograder", "course", "solutions")


@pytest.fixture(scope="module")
def classes(boxes_work, tmp_path_factory):
    """A function: the room in which the class of an assignment was graded, once."""
    rooms = {}

    def graded(assignment):
        if assignment not in rooms:
            folder = tmp_path_factory.mktemp("school") / "class"
            names = [name for name in NAMES if trick(name).assignment == assignment]
            before = snapshot(folder)
            rooms[assignment] = grade_class(folder, assignment, names)
            handed_in = snapshot(folder / "submitted")
            assert {k: v for k, v in snapshot(folder).items() if k in before} == before
            assert snapshot(folder / "submitted") == handed_in
        return rooms[assignment]

    return graded


def snapshot(folder: Path) -> dict:
    """The sum of every file of ours and of the class that no student may change."""
    paths = [
        p for part in OURS for p in (course() / part).rglob("*") if "__pycache__" not in p.parts
    ]
    paths += [*folder.rglob("*")]
    return {p: hashlib.sha256(p.read_bytes()).hexdigest() for p in paths if p.is_file()}


def record_of(classes, name):
    return classes(trick(name).assignment).load_record(name, trick(name).assignment)


@pytest.mark.parametrize("name", NAMES)
def test_a_trick_is_worth_exactly_its_honest_part(classes, name):
    it, record = trick(name), record_of(classes, name)
    assert (record["outcome"] == "refused") == bool(record["reason"]) == it.refused
    if it.refused:
        assert record["score"] == 0
        return
    outcomes = {c["function"]: c["outcome"] for c in record["checks"]}
    points = {c["function"]: c["points"] for c in record["checks"]}
    worth = {c["function"]: c["max_points"] for c in record["checks"]}
    attacked = outcomes.pop(it.target)
    assert attacked == it.says("EXPECTED"), record["checks"]
    assert points[it.target] == it.says("GAINED", 0)
    assert set(outcomes.values()) == {it.says("HONEST", "passed")}, outcomes
    honest = sum(worth[f] for f in outcomes) if "HONEST" not in vars(it.module) else 0
    assert record["score"] == honest + it.says("GAINED", 0)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_of_a_students_is_active_in_the_page(classes, name):
    it = trick(name)
    page = classes(it.assignment).feedback(name, it.assignment).read_text(encoding="utf-8")
    assert inactive(page) == []
    assert len(page) < 8_000_000
    graded = classes(it.assignment).autograded(name, it.assignment)
    assert graded.is_file() != it.refused
    if not it.refused:
        assert graded.stat().st_size < 20 << 20
        for cell in json.loads(graded.read_text("utf-8"))["cells"]:
            for output in cell.get("outputs", []):
                kinds = set(output.get("data", {})) - {"text/plain", "image/png"}
                assert kinds <= ({"text/html"} if cell["metadata"].get("nbgrader") else set())
                html = "".join(output.get("data", {}).get("text/html", ""))
                assert not re.search(r"<(?!/?(div|b|span|p|code|ul|li|table|tr|td|br)\b)", html)


@pytest.mark.parametrize("assignment", sorted({trick(name).assignment for name in NAMES}))
def test_the_rest_of_the_class_gets_what_it_deserves(classes, assignment):
    room = classes(assignment)
    key, blank = (room.load_record(s, assignment) for s in ("the_key", "the_blank"))
    assert key["score"] == key["max_score"] > 0
    assert {c["outcome"] for c in key["checks"]} == {"passed"}
    assert blank["score"] == 0


@pytest.mark.parametrize("assignment", sorted({trick(name).assignment for name in NAMES}))
def test_the_gradebook_holds_what_was_judged(classes, assignment):
    room = classes(assignment)
    with gradebook(room.db_url) as book:
        found = {score.student: score.score for score in scores(book.engine, assignment)}
    records = [room.load_record(name, assignment) for name in room.students(assignment)]
    assert found == {r["student"]: r["score"] for r in records if r["outcome"] == "graded"}
    assert len(records) == sum(trick(name).assignment == assignment for name in NAMES) + 2


def test_no_process_is_left(classes):
    classes("01_slope")
    parents, lines = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state, parent = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
            lines[int(folder.name)] = (
                (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            )
        except OSError:
            continue
        if state != "Z":  # a template buries its dead when it is next asked for a fork
            parents[int(folder.name)] = int(parent)
    below, young = {os.getpid()}, True
    while young:
        young = {pid for pid, parent in parents.items() if parent in below} - below
        below |= young
    templates = {pid for pid in below if "template.py" in lines[pid] and "bwrap" not in lines[pid]}
    assert not any(parents[pid] in templates for pid in below)
    assert not any("86399.58" in line for line in lines.values())


def test_every_trick_says_what_it_tries_and_what_comes_of_it():
    ids = []
    for name in NAMES:
        words = trick(name).module.__doc__.strip()
        ids.append(re.match(r"([CDE]-\d\d[a-d]?): ", words)[1])
        assert words.split("\n\n")[-1].startswith("Expected: ")
        assert any(checks.of_assignment(trick(name).assignment))
    assert len(set(ids)) == len(ids)
    assert {f"C-{k:02}" for k in range(1, 59)} <= {i.rstrip("abcd") for i in ids}
