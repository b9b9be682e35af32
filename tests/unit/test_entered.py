"""An assignment that is in the gradebook already: nothing is entered, and nbgrader not imported."""

import copy
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from traitlets.config import Config

from autograder import entered
from autograder.classroom import Classroom
from autograder.database import opened, prepare
from autograder.gradebook import ensure_assignment
from autograder.layout import CONFIG, nbgrader_config, release_path, source_path

from .test_gradebook import Course

REPOSITORY = Path(__file__).resolve().parents[2]
NAME, TINY = "00_start", "01_tiny"
HEAVY = {"nbgrader", "alembic", "nbconvert"}


class Room:
    """A course of one assignment, and a class that is graded with the real command."""

    def __init__(self, root):
        self.root, self.room = root, Classroom(root / "class")
        self.source = source_path(root, NAME)
        for path in (self.source, release_path(root, NAME), root / "solutions" / f"{NAME}.py"):
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(REPOSITORY / path.relative_to(root), path)
        shutil.copy(REPOSITORY / CONFIG, root)

    def grade(self, student, text=""):
        """Hand in (without a text what is refused), grade; return which of HEAVY were imported."""
        folder = self.room.submitted(student, NAME)
        folder.mkdir(parents=True)
        (folder / f"{NAME}.ipynb").write_text(text, encoding="utf-8")
        options = ["--unboxed", "--no-figures", "--workers", "1", "--json"]
        done = subprocess.run(
            [sys.executable, "-X", "importtime", "-m", "autograder", "grade", NAME, *options],
            cwd=self.root, env=os.environ | {"PYTHONPATH": str(REPOSITORY)},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-2000:]
        tally = json.loads(done.stdout)
        assert tally["graded"] + len(tally["refused"]) == len(self.room.students(NAME))
        imported = (line.rsplit("|", 1)[-1].strip() for line in done.stderr.splitlines())
        return HEAVY & {name.split(".")[0] for name in imported}

    def points(self):
        """Name of a check -> its points in the gradebook."""
        with Gradebook(self.room.db_url) as book:
            cells = book.find_notebook(NAME, NAME).grade_cells
            return {cell.name: cell.max_score for cell in cells}


def test_a_second_run_enters_nothing_without_nbgrader_and_new_points_are_entered(tmp_path):
    room = Room(tmp_path)
    assert "nbgrader" in room.grade("ada")
    before = room.points()
    assert room.grade("bob", release_path(tmp_path, NAME).read_text(encoding="utf-8")) == set()
    with Gradebook(room.room.db_url) as book:
        assert [s.student.id for s in book.assignment_submissions(NAME)] == ["bob"]
    notebook = json.loads(room.source.read_text(encoding="utf-8"))
    check = next(c for c in notebook["cells"] if c["metadata"].get("nbgrader", {}).get("grade"))
    check["metadata"]["nbgrader"]["points"] += 5
    room.source.write_text(json.dumps(notebook), encoding="utf-8")
    assert "nbgrader" in room.grade("cyd")
    name = check["metadata"]["nbgrader"]["grade_id"]
    assert room.points() == before | {name: before[name] + 5}


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    return Course(tmp_path_factory.mktemp("course"))


def a_check(book):
    return book.find_grade_cell("check-twice", TINY, TINY)


CHANGES = {  # by hand, or by `nbgrader generate_assignment`
    "points": lambda book: setattr(a_check(book), "max_score", 9.0),
    "name": lambda book: setattr(a_check(book), "name", "check-thrice"),
    "text": lambda book: setattr(book.find_source_cell("twice", TINY, TINY), "source", "pass"),
    "checksum": lambda book: setattr(book.find_source_cell("twice", TINY, TINY), "checksum", "0"),
    "cell": lambda book: book.db.delete(book.find_solution_cell("twice", TINY, TINY)),
    "assignment": lambda book: book.remove_assignment(TINY),
}


def test_any_change_of_its_rows_is_noticed(new_database, course):
    url, given = new_database(), "1" * 64
    prepare(url)
    with Gradebook(url) as book, opened(url) as engine:
        assert not entered.is_entered(engine, TINY, given)
        ensure_assignment(book, TINY, course.source, course.config)
        entered.note(engine, TINY, given)
        assert not entered.is_entered(engine, TINY, "2" * 64)
        for name, change in CHANGES.items():
            assert entered.is_entered(engine, TINY, given), f"before {name}"
            change(book)
            book.db.commit()
            assert not entered.is_entered(engine, TINY, given), name
            ensure_assignment(book, TINY, course.source, course.config)
        assert entered.is_entered(engine, TINY, given), "the same rows, by other ids"


def test_what_rows_are_made_from_is_hashed(course, tmp_path):
    shutil.copy(REPOSITORY / CONFIG, tmp_path)
    config, again = nbgrader_config(tmp_path), nbgrader_config(tmp_path)
    found = entered.given(b"{}", config)
    assert found == entered.given(b"{}", again), "its random word decides nothing"
    assert found != entered.given(b"{} ", config)
    again.ClearSolutions.code_stub = {"python": "..."}
    assert found != entered.given(b"{}", again)


@pytest.mark.parametrize("section", ["IncludeHeaderFooter", "InstantiateTests"])
def test_where_other_files_decide_it_is_entered_each_time(course, section):
    config = copy.deepcopy(course.config)
    config[section] = Config(header="header.ipynb")
    assert entered.given(b"{}", config) is None
    assert entered.given(b"{}", Config(GenerateAssignment={"preprocessors": []})) is None
    assert entered.given(b"### AUTOTEST twice(3)", course.config) is None
