"""One small class on a copy of the course, graded once by unmodified nbgrader and once by us."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from sqlalchemy import create_engine, text

REPOSITORY = Path(__file__).resolve().parents[2]
SCRIPTS = Path(sys.executable).parent
ASSIGNMENT = "01_slope"
PLUGIN_LINES = "# Grading, feedback and formgrader's view go through our engine"

FORWARD = """\
def numerical_derivative(f, x, h=1e-5):
    return (f(x + h) - f(x)) / h
"""
# The right functions, each of which warns in three ways on every call.
WARN = """

import sys, warnings

def warning(function):
    def call(*args, **kwargs):
        warnings.warn("careful", RuntimeWarning)
        np.log(np.zeros(2))
        return function(*args, **kwargs)
    return call

{name} = warning({name})
"""
ACTIVE = "alert('student')"
HOSTILE_TEXT = (
    f'Look: <script>{ACTIVE}</script> <img src=x onerror="{ACTIVE}"> [x](javascript:{ACTIVE})'
)
HOSTILE_CODE = f"""\
from IPython.display import HTML, Javascript, display
display(HTML("<script>{ACTIVE}</script>"), Javascript("{ACTIVE}"))
"""


@dataclass(frozen=True)
class Course:
    """A copy of the course in `root`, with a class folder of its own."""

    root: Path

    def run(self, *command: str, status: int = 0) -> str:
        """Run a command of the virtual environment in the course; return all that it printed."""
        done = subprocess.run(
            [str(SCRIPTS / command[0]), *command[1:]],
            cwd=self.root,
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert done.returncode == status, f"{command} ended with {done.returncode}:\n{done.stdout}"
        return done.stdout

    def environment(self) -> dict[str, str]:
        """The environment of a command: an empty home, and nothing of ours in PATH."""
        home = self.root / "home"
        home.mkdir(exist_ok=True)
        folders = os.environ["PATH"].split(os.pathsep)
        path = os.pathsep.join(folder for folder in folders if Path(folder) != SCRIPTS)
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("JUPYTER", "IPYTHON"))}
        return kept | {"HOME": str(home), "PATH": path, "MPLCONFIGDIR": str(home)}

    def hand_in(self, student: str, notebook: str) -> None:
        """Put a notebook where `nbgrader autograde` looks for it."""
        place = self.root / "class" / "submitted" / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
        place.parent.mkdir(parents=True)
        place.write_text(notebook, encoding="utf-8")


def copy_course(root: Path, plugin: bool = True) -> Course:
    """Copy what an instructor has, and release it with nbgrader.

    Pictures and demos are left out, which saves most of the time and changes no points. Without
    our plugin, nbgrader is left as it comes.
    """
    source = root / "solutions" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    source.parent.mkdir(parents=True)
    notebook = json.loads((REPOSITORY / source.relative_to(root)).read_text(encoding="utf-8"))
    first, *others = notebook["cells"]
    assert first["cell_type"] == "markdown"
    imports = next(cell for cell in others if cell["cell_type"] == "code")
    graded = [cell for cell in others if "nbgrader" in cell["metadata"]]
    source.write_text(json.dumps(notebook | {"cells": [first, imports, *graded]}))
    config = (REPOSITORY / "nbgrader_config.py").read_text(encoding="utf-8")
    assert PLUGIN_LINES in config
    config = config if plugin else config.partition(PLUGIN_LINES)[0]
    (root / "nbgrader_config.py").write_text(config, encoding="utf-8")
    course = Course(root)
    course.run("nbgrader", "generate_assignment", ASSIGNMENT)
    return course


class Work:
    """Submissions made from the released notebook by filling in the student's cells."""

    def __init__(self, course: Course):
        place = Path(ASSIGNMENT, f"{ASSIGNMENT}.ipynb")
        self.blank = (course.root / "course" / place).read_text(encoding="utf-8")
        source = nbformat.read(course.root / "solutions" / place, as_version=4)
        self.solved = {
            cell.id: cell.source
            for cell in source.cells
            if cell.metadata.get("nbgrader", {}).get("solution")
        }

    def filled(self, texts: dict[str, str], change=lambda cells: None) -> str:
        """The released notebook with `texts` in the cells of these names, changed by `change`."""
        notebook = json.loads(self.blank)
        for cell in notebook["cells"]:
            cell["source"] = texts.get(cell["id"], cell["source"])
        change(notebook["cells"])
        return json.dumps(notebook)

    def everybody(self) -> dict[str, str]:
        """Student -> notebook: honest, wrong, odd, hostile and broken."""
        warns = {
            name: source + ("" if name.startswith("answer-") else WARN.format(name=name))
            for name, source in self.solved.items()
        }
        return {
            "blank": self.blank,
            "broken": self.blank[:1000],
            "hostile": self.filled({"answer-limits": HOSTILE_TEXT}, _add_hostile_cells),
            "key": self.filled(self.solved),
            "odd": self.filled(self.solved, _from_the_future_and_doubled),
            "skipped": self.filled({}, _tag_the_checks),
            "warns": self.filled(warns),
            "wrong": self.filled(self.solved | {"numerical_derivative": FORWARD}),
        }


def _checks(cells):
    return [cell for cell in cells if cell["id"].startswith("check-")]


def _from_the_future_and_doubled(cells):
    """Each of the three alone stops `nbgrader autograde` for the whole class."""
    first, second, third, *_ = _checks(cells)
    first["metadata"]["nbgrader"]["schema_version"] = 99
    second["metadata"]["nbgrader"] = {}
    cells.append(json.loads(json.dumps(third)) | {"id": "copied", "source": "pass"})


def _tag_the_checks(cells):
    for cell in _checks(cells):
        cell["metadata"]["tags"] = ["skip-execution"]


def _add_hostile_cells(cells):
    code = {"cell_type": "code", "id": "extra", "metadata": {}, "source": HOSTILE_CODE}
    cells.insert(1, code | {"outputs": [], "execution_count": None})
    cells.append({"cell_type": "markdown", "id": "more", "metadata": {}, "source": HOSTILE_TEXT})


@dataclass(frozen=True)
class Graded:
    """The class after both gradings. log: what `nbgrader autograde` printed."""

    course: Course
    nbgrader_db: str
    our_db: str
    log: str


@pytest.fixture(scope="session")
def graded(tmp_path_factory) -> Graded:
    """The small class, graded by `nbgrader autograde` and, in a second folder, by us."""
    course = copy_course(tmp_path_factory.mktemp("compat") / "course")
    for student, notebook in Work(course).everybody().items():
        course.hand_in(student, notebook)
    private = course.root / "private.txt"
    private.write_text("private")
    (course.root / "class/submitted/key" / ASSIGNMENT / "data.txt").symlink_to(private)
    ours = course.root / "ours"
    shutil.copytree(course.root / "class" / "submitted", ours / "submitted", symlinks=True)
    log = course.run("nbgrader", "autograde", ASSIGNMENT, status=1)  # one of them is broken
    course.run("autograder", "grade", ASSIGNMENT, "--class", str(ours))
    databases = [f"sqlite:///{folder}/gradebook.db" for folder in (course.root / "class", ours)]
    return Graded(course, *databases, log)


@pytest.fixture(scope="session")
def stock(tmp_path_factory) -> Course:
    """Stock nbgrader, without our plugin, on the honest part of the class."""
    course = copy_course(tmp_path_factory.mktemp("stock") / "course", plugin=False)
    everybody = Work(course).everybody()
    for student in ("blank", "warns"):
        course.hand_in(student, everybody[student])
    course.run("nbgrader", "autograde", ASSIGNMENT)
    return course


SCORES = """
    select submitted_assignment.student_id, base_cell.name, grade.auto_score, grade.manual_score,
           grade.extra_credit, grade.needs_manual_grade
    from grade
    join base_cell on base_cell.id = grade.cell_id
    join submitted_notebook on submitted_notebook.id = grade.notebook_id
    join submitted_assignment on submitted_assignment.id = submitted_notebook.assignment_id
"""
COMMENTS = """
    select submitted_assignment.student_id, base_cell.name, comment.auto_comment
    from comment
    join base_cell on base_cell.id = comment.cell_id
    join submitted_notebook on submitted_notebook.id = comment.notebook_id
    join submitted_assignment on submitted_assignment.id = submitted_notebook.assignment_id
"""
CELLS = """
    select base_cell.name, base_cell.type, grade_cells.max_score, grade_cells.cell_type
    from base_cell left join grade_cells on grade_cells.id = base_cell.id
"""
SOURCES = "select name, cell_type, locked, source, checksum from source_cell"
NOTEBOOKS = "select name, kernelspec from notebook"


def rows(db_url: str, query: str) -> list[tuple]:
    """All rows of a query, sorted."""
    engine = create_engine(db_url)
    try:
        with engine.connect() as connection:
            return sorted(map(tuple, connection.execute(text(query)).all()), key=repr)
    finally:
        engine.dispose()


@pytest.fixture(scope="session")
def query():
    """A function: database URL, name of one of the queries above -> sorted rows."""
    queries = {
        "scores": SCORES,
        "comments": COMMENTS,
        "cells": CELLS,
        "sources": SOURCES,
        "notebooks": NOTEBOOKS,
    }
    return lambda db_url, name: rows(db_url, queries[name])


@pytest.fixture(scope="session")
def active() -> str:
    """The words that would run if a student's markup were active."""
    return ACTIVE
