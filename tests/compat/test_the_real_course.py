"""The whole real course through nbgrader's own commands: stub 0, key full, in every assignment."""

import shutil

import pytest
from sqlalchemy import create_engine, text

from autograder import layout

from .conftest import REPOSITORY, Course

ASSIGNMENTS = layout.assignments(REPOSITORY)


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A copy of the course in which a key and a blank notebook were handed in for everything."""
    root = tmp_path_factory.mktemp("course")
    shutil.copy(REPOSITORY / "nbgrader_config.py", root)
    for name in ASSIGNMENTS:
        for path in (layout.source_path(REPOSITORY, name), layout.release_path(REPOSITORY, name)):
            (root / path.relative_to(REPOSITORY)).parent.mkdir(parents=True)
            shutil.copy(path, root / path.relative_to(REPOSITORY))
        handed_in = {
            "key": layout.source_path(REPOSITORY, name),
            "blank": layout.release_path(REPOSITORY, name),
        }
        for student, path in handed_in.items():
            folder = root / "class" / "submitted" / student / name
            folder.mkdir(parents=True)
            shutil.copy(path, folder)
    return Course(root)


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_nbgrader_gives_the_stub_nothing_and_the_key_all(course, assignment):
    course.run("nbgrader", "generate_assignment", assignment, "--force")
    course.run("nbgrader", "autograde", assignment)
    with create_engine(f"sqlite:///{course.root}/class/gradebook.db").connect() as database:
        rows = database.execute(
            text(
                "SELECT submitted_assignment.student_id, SUM(grade.auto_score), SUM(max_score)"
                " FROM grade JOIN grade_cells ON grade_cells.id = grade.cell_id"
                " JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id"
                " JOIN submitted_assignment"
                " ON submitted_assignment.id = submitted_notebook.assignment_id"
                " JOIN assignment ON assignment.id = submitted_assignment.assignment_id"
                " WHERE assignment.name = :name AND grade_cells.id IN"
                " (SELECT id FROM base_cell WHERE name LIKE 'check-%')"
                " GROUP BY submitted_assignment.student_id"
            ),
            {"name": assignment},
        ).all()
    scores = {student: (score, possible) for student, score, possible in rows}
    assert scores["blank"][0] == 0
    assert scores["key"][0] == scores["key"][1]
    assert (scores["key"][1] > 0) == (assignment != "00_start")  # which earns no points
