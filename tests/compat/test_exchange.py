"""nbgrader's exchange, there and back, with the example configuration of docs/jupyterhub/.

Real nbgrader and real boxes, but one account plays everybody. So nobody tries here to read what is
another's.
"""

import json
import shutil
from dataclasses import dataclass
from types import SimpleNamespace

import pytest
from traitlets.config import PyFileConfigLoader

from autograder import layout
from tests.boxes import needs_box

from .conftest import ASSIGNMENT, REPOSITORY, Course, Work

EXAMPLE = REPOSITORY / "docs" / "jupyterhub"
# One process for all, because nbgrader takes seconds to start. The configuration is found as the
# commands find it: the hub's in a folder of Jupyter's, the course's where the course lies.
THERE_AND_BACK = """
import os, shutil, sys
from pathlib import Path

from nbgrader.apps import NbGraderAPI
from nbgrader.apps.baseapp import NbGrader
from nbgrader.exchange import ExchangeFactory

from autograder.cli import main

assignment, exchange, homes = sys.argv[1], sys.argv[2], Path(sys.argv[3])
app = NbGrader()
app.initialize([])
app.config.Exchange.root = exchange
nbgrader = NbGraderAPI(config=app.config)
assert nbgrader.course_id == "downslope"


def instructor(answer):
    assert answer["success"], answer
    print(answer["log"])


def student(name, what, **traits):
    home = homes / name
    nbgrader.coursedir.assignment_id, nbgrader.coursedir.student_id = assignment, name
    client = getattr(ExchangeFactory(config=app.config), what)(
        coursedir=nbgrader.coursedir, authenticator=nbgrader.authenticator, config=app.config
    )
    client.assignment_dir, client.cache = str(home), str(home / "cache")
    client.start()
    nbgrader.coursedir.student_id = "*"


def autograder(*words):
    main(words, standalone_mode=False)


instructor(nbgrader.release_assignment(assignment))
for home in sorted(homes.iterdir()):
    student(home.name, "FetchAssignment")
    (home / "done.ipynb").replace(home / assignment / f"{assignment}.ipynb")
    student(home.name, "Submit")
for box in Path(exchange, "downslope/inbound").glob("careless+*"):
    (box / "submission_secret.txt").unlink()
instructor(nbgrader.collect(assignment))
*by_autograder, by_nbgrader = sorted(path.name for path in homes.iterdir())
aside = Path("class/submitted", by_nbgrader).rename("aside")
autograder("grade", assignment, "--no-figures")
autograder("feedback", assignment)
aside.rename(Path("class/submitted", by_nbgrader))
instructor(nbgrader.autograde(assignment, by_nbgrader))
instructor(nbgrader.generate_feedback(assignment, by_nbgrader))
instructor(nbgrader.release_feedback(assignment))
for home in sorted(homes.iterdir()):
    student(home.name, "FetchFeedback")
"""


@dataclass(frozen=True)
class Hub:
    """The course after the trip; `page(student)` is what came back, "" for nothing."""

    course: Course

    def page(self, student: str) -> str:
        pages = (self.course.root / "homes" / student).glob(f"{ASSIGNMENT}/feedback/*/*.html")
        return "".join(page.read_text(encoding="utf-8") for page in pages)


@pytest.fixture(scope="module")
def hub(tmp_path_factory) -> Hub:
    """Three students through the exchange; the last is graded by `nbgrader autograde`."""
    root = tmp_path_factory.mktemp("hub") / "course"
    for place in (layout.source_path, layout.release_path):
        target = place(root, ASSIGNMENT)
        target.parent.mkdir(parents=True)
        notebook = json.loads(place(REPOSITORY, ASSIGNMENT).read_text(encoding="utf-8"))
        cells = [cell for cell in notebook["cells"] if _is_needed(cell)]
        target.write_text(json.dumps(notebook | {"cells": cells}), encoding="utf-8")
    shutil.copy(REPOSITORY / "nbgrader_config.py", root)
    course = Course(root)
    settings = root / "home" / ".jupyter"
    settings.mkdir(parents=True)
    shutil.copy(EXAMPLE / "nbgrader_config.py", settings)
    work = Work(course)
    everybody = work.everybody()
    for student, notebook in {
        "ada": everybody["key"],
        "careless": everybody["wrong"],
        "grace": everybody["wrong"],
    }.items():
        home = root / "homes" / student
        home.mkdir(parents=True)
        (home / "done.ipynb").write_text(notebook, encoding="utf-8")
    exchange = str(root / "exchange")
    course.run("python", "-c", THERE_AND_BACK, ASSIGNMENT, exchange, str(root / "homes"))
    return Hub(course)


def _is_needed(cell: dict) -> bool:
    """Is it graded, or does it import? Demos and pictures take most of the time."""
    return "nbgrader" in cell["metadata"] or any("import check" in s for s in cell["source"])


@needs_box
def test_points_and_pages_come_back(hub, query):
    points = {"ada": 0, "careless": 0, "grace": 0}
    for student, cell, auto_score, *_ in query(f"sqlite:///{hub.course.root}/class/gradebook.db",
                                               "scores"):  # fmt: skip
        if cell.startswith("check-"):
            points[student] += auto_score
    assert points == {"ada": 16, "careless": 10, "grace": 10}
    hint = "You compare f(x) with one neighbour only."
    assert hint in hub.page("grace")
    assert hint not in hub.page("ada")
    assert "feedback for ada" in hub.page("ada")


@needs_box
def test_a_receipt_that_was_thrown_away_stops_nobodys_page_but_ones_own(hub):
    assert hub.page("careless") == ""
    pages = list((hub.course.root / "exchange" / "downslope" / "feedback").glob("*.html"))
    assert len(pages) == 3


def load(name: str):
    return PyFileConfigLoader(name, path=str(EXAMPLE)).load_config()


def test_the_hub_starts_students_without_and_instructors_with_the_grader():
    config, started = load("jupyterhub_config.py"), {}
    everybody = config.Authenticator.allowed_users
    for name in everybody:
        spawner = SimpleNamespace(user=SimpleNamespace(name=name), cmd=config.Spawner.cmd)
        config.Spawner.pre_spawn_hook(spawner)
        started[name] = spawner.cmd[0]
    groups = {k: set(v["users"]) for k, v in config.JupyterHub.load_groups.items()}
    course = load("nbgrader_config.py").CourseDirectory.course_id
    instructors, students = groups[f"formgrade-{course}"], groups[f"nbgrader-{course}"]
    assert instructors | students == everybody
    assert not instructors & students
    assert {started[name] for name in students} == {"/opt/course/bin/jupyterhub-singleuser"}
    for name in instructors:
        assert started[name] == f"/home/{name}/downslope/.venv/bin/jupyterhub-singleuser"
