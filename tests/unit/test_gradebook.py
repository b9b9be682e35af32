"""The gradebook: one transaction a submission, nothing of a person's work is ever lost."""

import contextlib
import copy
import shutil
import sqlite3
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook
from sqlalchemy import inspect, text
from traitlets.config import PyFileConfigLoader

from autograder.database import prepare
from autograder.errors import UserError
from autograder.gradebook import ensure_assignment
from autograder.marks import Mark, Marks, marks
from autograder.notebooks import released_notebook, source_notebook
from autograder.roles import read_cells
from autograder.session import texts
from autograder.writer import Writer

REPOSITORY = Path(__file__).resolve().parents[2]
TEXT = """\
# %% exercise="twice"
def twice(x):
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION

# %% check="twice" points=4
check.twice(twice, points=4)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("twice", twice, points=4)
### END HIDDEN TESTS

# %% [markdown] answer="why" points=3
# Because.
"""


class Course:
    """The solved and the released notebook of 01_tiny, and the configuration they come from."""

    def __init__(self, root):
        shutil.copy(REPOSITORY / "nbgrader_config.py", root)
        self.config = PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config()
        cells = read_cells(TEXT, "01_tiny.py")
        self.source = nbformat.reads(source_notebook(cells), as_version=4)
        self.release = nbformat.reads(released_notebook(root, "01_tiny", cells), as_version=4)

    def handed_in(self, twice="def twice(x): return x", why=None):
        """The graded notebook of a student; why=None leaves the answer as it was released."""
        notebook = copy.deepcopy(self.release)
        written = {"twice": twice, "answer-why": why}
        for cell in notebook.cells:
            cell.source = written.get(cell.id) or cell.source
        return notebook

    def write(self, gb, record, notebook=None):
        """Write a record with the texts of its graded notebook, as a run does."""
        about = texts(notebook, self.release) if notebook else {}
        try:
            Writer(gb.engine, record["assignment"]).write([record | {"texts": about}])
        finally:
            gb.db.rollback()  # see what was written


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    return Course(tmp_path_factory.mktemp("course"))


@pytest.fixture
def gb(new_database, course):
    url = new_database()
    prepare(url)
    with Gradebook(url) as gradebook:
        ensure_assignment(gradebook, "01_tiny", course.source, course.config)
        yield gradebook


def record_of(student="amy", points=2.5, outcome="partly", hint="Think of doubling.", **more):
    check = {"id": "check-twice", "function": "twice", "outcome": outcome, "points": points}
    return {
        "assignment": "01_tiny",
        "student": student,
        "version": "1" * 64,
        "key": "2" * 64,
        "outcome": "graded",
        "reason": "",
        "checks": [check | {"max_points": 4.0, "hint": hint, "error": ""}],
        "answers": [{"id": "answer-why", "max_points": 3.0}],
    } | more


def rows(gb):
    """Every row of every table, to see that nothing changed."""
    gb.db.rollback()
    names = inspect(gb.engine).get_table_names()
    return {name: set(gb.db.execute(text(f'select * from "{name}"')).all()) for name in names}


def grade_of(gb, cell="answer-why", student="amy"):
    return gb.find_grade(cell, "01_tiny", "01_tiny", student)


def by_hand(gb, score, cell="answer-why"):
    """What formgrader does when a person enters a score."""
    grade = grade_of(gb, cell)
    grade.manual_score, grade.needs_manual_grade = score, False
    gb.db.commit()


def test_scores_and_hints_arrive(gb, course):
    course.write(gb, record_of(), course.handed_in(why="Because it is."))
    scores = {"check-twice": Mark(2.5, 4.0, False), "answer-why": Mark(None, 3.0, False)}
    assert marks(gb, "01_tiny", "amy") == Marks(scores, {}, None)
    assert not grade_of(gb, "check-twice").needs_manual_grade
    assert grade_of(gb).needs_manual_grade
    comment = gb.find_comment("twice", "01_tiny", "01_tiny", "amy")
    assert comment.auto_comment == "Think of doubling."


def test_an_untouched_answer_gets_0_without_a_person(gb, course):
    course.write(gb, record_of(), course.handed_in())
    assert grade_of(gb).auto_score == 0
    assert not grade_of(gb).needs_manual_grade
    comment = gb.find_comment("answer-why", "01_tiny", "01_tiny", "amy")
    assert comment.auto_comment == "No response."


def test_the_same_record_changes_no_row(gb, course):
    notebook = course.handed_in(why="Because it is.")
    course.write(gb, record_of(), notebook)
    by_hand(gb, 2.0)
    by_hand(gb, 3.5, "check-twice")
    comment = gb.find_comment("answer-why", "01_tiny", "01_tiny", "amy")
    comment.manual_comment = "Good."
    gb.db.commit()
    before = rows(gb)
    assert before["grade"]
    course.write(gb, record_of(), notebook)
    assert rows(gb) == before


def test_what_a_person_entered_stays_and_new_work_is_shown_to_a_person(gb, course):
    course.write(gb, record_of(), course.handed_in(why="First."))
    by_hand(gb, 2.0)
    grade_of(gb).extra_credit = 0.5
    gb.find_comment("answer-why", "01_tiny", "01_tiny", "amy").manual_comment = "Good."
    gb.db.commit()
    course.write(gb, record_of(points=4.0), course.handed_in(why="Second."))
    grade = grade_of(gb)
    assert (grade.manual_score, grade.extra_credit, grade.needs_manual_grade) == (2.0, 0.5, True)
    assert marks(gb, "01_tiny", "amy").comments == {"answer-why": "Good."}
    assert grade_of(gb, "check-twice").auto_score == 4.0


def test_another_notebook_with_the_same_answer_asks_nobody_again(gb, course):
    course.write(gb, record_of(), course.handed_in(why="First."))
    by_hand(gb, 2.0)
    course.write(
        gb, record_of(points=4.0), course.handed_in("def twice(x): return 2 * x", "First.")
    )
    assert not grade_of(gb).needs_manual_grade


def test_a_check_scored_by_hand_is_shown_again_when_its_code_changed(gb, course):
    course.write(gb, record_of(), course.handed_in())
    by_hand(gb, 3.0, "check-twice")
    course.write(gb, record_of(), course.handed_in("def twice(x): return x + 1"))
    assert grade_of(gb, "check-twice").needs_manual_grade


def test_a_missing_verdict_is_0(gb, course):
    course.write(gb, record_of(checks=[]), course.handed_in())
    assert grade_of(gb, "check-twice").auto_score == 0
    assert not grade_of(gb, "check-twice").needs_manual_grade


@pytest.mark.parametrize(
    ("points", "stored"), [(9.0, 4.0), (-1.0, 0.0), (float("nan"), 0.0), (float("inf"), 0.0)]
)
def test_points_stay_between_0_and_the_maximum(gb, course, points, stored):
    course.write(gb, record_of(points=points), course.handed_in())
    assert grade_of(gb, "check-twice").auto_score == stored


@pytest.mark.parametrize("outcome", ["broken_check", "no_box", "lost_worker"])
def test_our_failure_goes_to_a_person(gb, course, outcome):
    course.write(gb, record_of(points=0.0, outcome=outcome), course.handed_in())
    assert grade_of(gb, "check-twice").auto_score is None
    assert grade_of(gb, "check-twice").needs_manual_grade


def test_a_refused_submission_enters_the_student_only(gb, course):
    course.write(gb, record_of() | {"outcome": "refused"})
    assert gb.find_student("amy").submissions == []


def test_a_refused_second_try_keeps_the_grades_of_the_first(gb, course):
    course.write(gb, record_of(), course.handed_in())
    before = rows(gb)
    course.write(gb, record_of() | {"outcome": "refused"})
    after = rows(gb)
    assert after.pop("downslope_ledger") != before.pop("downslope_ledger")
    assert after == before


def test_a_failure_leaves_nothing_half_written(gb, course):
    before = rows(gb)
    broken = record_of()
    del broken["checks"][0]["points"]
    with pytest.raises(KeyError):
        course.write(gb, broken, course.handed_in())
    assert rows(gb) == before


def test_changed_points_arrive(gb, course):
    course.write(gb, record_of(), course.handed_in())
    changed = copy.deepcopy(course.source)
    for cell in changed.cells:
        if cell.id == "check-twice":
            cell.metadata.nbgrader.points = 8
    ensure_assignment(gb, "01_tiny", changed, course.config)
    assert marks(gb, "01_tiny", "amy").scores["check-twice"] == Mark(2.5, 8.0, False)


def test_entering_an_assignment_again_changes_no_row(gb, course):
    course.write(gb, record_of(), course.handed_in())
    before, source = rows(gb), copy.deepcopy(course.source)
    ensure_assignment(gb, "01_tiny", course.source, course.config)
    assert rows(gb) == before
    assert course.source == source


def test_graded_cells_cannot_change_under_submissions(gb, course):
    course.write(gb, record_of(), course.handed_in())
    changed = copy.deepcopy(course.source)
    changed.cells = [cell for cell in changed.cells if cell.id != "answer-why"]
    with pytest.raises(UserError, match="put the old cells back"):
        ensure_assignment(gb, "01_tiny", changed, course.config)


def test_an_unknown_assignment_is_refused(gb, course):
    with pytest.raises(UserError, match="generate_assignment"):
        course.write(gb, record_of(assignment="99_none"), course.handed_in())


def test_a_locked_database_gets_one_sentence_and_keeps_its_rows(tmp_path, course):
    url = f"sqlite:///{tmp_path}/gradebook.db?timeout=0.05"
    prepare(url)
    with Gradebook(url) as gb, contextlib.closing(sqlite3.connect(tmp_path / "gradebook.db")) as it:
        ensure_assignment(gb, "01_tiny", course.source, course.config)
        before = rows(gb)
        it.execute("begin immediate")
        with pytest.raises(UserError, match=r"locked.*repeat the command"):
            course.write(gb, record_of(), course.handed_in())
        it.rollback()
        assert rows(gb) == before
        course.write(gb, record_of(), course.handed_in())
    assert before["grade"] == set()
