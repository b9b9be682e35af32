"""The whole real course through stock nbgrader: stub 0, key full, in every assignment.

nbgrader as it comes, without our plugin: the notebooks run in Jupyter kernels, and the hidden line
of each check cell gives the points.
"""

import shutil

import nbformat
import pytest

from autograder import layout
from autograder.checks import of_assignment
from autograder.rebuild import slot_of

from .conftest import PLUGIN_LINES, REPOSITORY, Course

ASSIGNMENTS = layout.assignments(REPOSITORY)
# One process for all: a command of nbgrader takes longer to start than most notebooks to run.
GRADE_ALL = """
import os, sys
from nbgrader.apps import NbGraderAPI
from traitlets.config.loader import PyFileConfigLoader

os.environ["MPLBACKEND"] = "agg"  # figures are made, but not shown: half of a kernel's time
nbgrader = NbGraderAPI(config=PyFileConfigLoader("nbgrader_config.py").load_config())
for assignment in sys.argv[1:]:
    done = [nbgrader.generate_assignment(assignment)]
    done += [nbgrader.autograde(assignment, student) for student in ("blank", "key")]
    for answer in done:
        assert answer["success"], answer
"""


@pytest.fixture(scope="module")
def scores(tmp_path_factory, query):
    """Rows of (student, name of a graded cell, points) of a class of two, graded by nbgrader."""
    root = tmp_path_factory.mktemp("course")
    config = (REPOSITORY / "nbgrader_config.py").read_text(encoding="utf-8")
    (root / "nbgrader_config.py").write_text(config.partition(PLUGIN_LINES)[0], encoding="utf-8")
    for name in ASSIGNMENTS:
        source = layout.source_path(REPOSITORY, name)
        handed_in = {"key": source, "blank": layout.release_path(REPOSITORY, name)}
        places = {root / "class" / "submitted" / who / name: handed_in[who] for who in handed_in}
        for folder, path in {**places, root / "solutions" / name: source}.items():
            folder.mkdir(parents=True)
            shutil.copy(path, folder)
    course = Course(root)
    course.run("python", "-c", GRADE_ALL, *ASSIGNMENTS)
    return query(f"sqlite:///{root}/class/gradebook.db", "scores")


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_nbgrader_gives_the_stub_nothing_and_the_key_all(scores, assignment):
    released = nbformat.read(layout.release_path(REPOSITORY, assignment), as_version=4)
    slots = [slot for slot in map(slot_of, released.cells) if slot.role == "check"]
    assert {slot.name for slot in slots} == {e.function for e in of_assignment(assignment)}
    given = {(student, cell): points for student, cell, points, *_ in scores}
    for slot in slots:
        assert given["blank", f"check-{slot.name}"] == 0
        assert given["key", f"check-{slot.name}"] == slot.points
