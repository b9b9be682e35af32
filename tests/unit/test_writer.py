"""The writer against nbgrader's own calls: the same gradebook by names, in any order and batch."""

import random

import pytest
from nbformat.v4 import new_output
from nbgrader.api import Gradebook
from nbgrader.preprocessors import SaveAutoGrades

from autograder.database import entries, opened, prepare
from autograder.gradebook import ensure_assignment
from autograder.session import texts
from autograder.writer import Writer
from tests.gradebooks import by_names

from .test_gradebook import Course, record_of

# nbgrader's own calls cause it.
pytestmark = pytest.mark.filterwarnings("ignore:Object of type <Submitted")
NAME = "01_tiny"
STUDENTS = [f"student{k}" for k in range(4)]


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    return Course(tmp_path_factory.mktemp("course"))


def handed_in(course, seed):
    """Student -> (graded notebook, points): random, also answers that were left alone."""
    draw, given = random.Random(seed), {}
    for k, student in enumerate(STUDENTS):
        # What a person has scored is new in each round: of the same work nbgrader would ask again.
        why = f"Because {seed}." if k < 2 or draw.random() < 0.5 else None
        notebook = course.handed_in(f"def twice(x): return {k + 10 * seed}", why)
        given[student] = notebook, draw.choice([0.0, 1.25, 2.5, 4.0])
    return given


def record(course, student, notebook, points, version):
    about = {"texts": texts(notebook, course.release), "version": f"{version:064}"}
    return record_of(student, points, hint="") | about


def by_nbgrader(url, class_):
    """Enter the class with nbgrader's own calls: what `nbgrader autograde` does."""
    with Gradebook(url) as gb:
        for student, (notebook, points) in class_.items():
            gb.update_or_create_student(student)
            gb.update_or_create_submission(NAME, student)
            for cell in notebook.cells:
                if cell.id == "check-twice":
                    data = {"text/plain": str(points)}
                    cell.outputs = [new_output("execute_result", data, execution_count=1)]
            names = {"notebook": NAME, "assignment": NAME, "student": student, "db_url": url}
            SaveAutoGrades().preprocess(notebook, {"nbgrader": names})


def a_person(url):
    """Grades by hand: an answer and a check of two students, with comment and extra credit."""
    with Gradebook(url) as gb:
        for student in STUDENTS[:2]:
            for cell in ("answer-why", "check-twice"):
                grade = gb.find_grade(cell, NAME, NAME, student)
                grade.manual_score, grade.extra_credit, grade.needs_manual_grade = 2.0, 0.5, False
            gb.find_comment("answer-why", NAME, NAME, student).manual_comment = "Good, but why?"
        gb.db.commit()


def entered(url, course):
    prepare(url)
    with Gradebook(url) as gb:
        ensure_assignment(gb, NAME, course.source, course.config)
    return url


def test_the_gradebook_is_that_of_nbgraders_own_calls(new_database, course):
    theirs, ours = entered(new_database(), course), entered(new_database(), course)
    with opened(ours) as engine:
        same_as_theirs(Writer(engine, NAME), ours, theirs, course)


def same_as_theirs(writer, ours, theirs, course):
    """Grade twice, with a person at work in between, shuffled and with repetitions."""
    draw = random.Random(3)
    for seed in (1, 2):
        class_ = handed_in(course, seed)
        by_nbgrader(theirs, class_)
        records = [record(course, s, n, p, seed) for s, (n, p) in class_.items()]
        writer.want({r["student"]: r["version"] for r in records})
        twice = draw.sample([*records, *records], 2 * len(records))
        while twice:
            size = draw.randint(1, 5)
            assert writer.write(twice[:size]) == []
            del twice[:size]
        assert by_names(ours, NAME) == by_names(theirs, NAME)
        a_person(theirs)
        a_person(ours)
    before = by_names(ours, NAME)
    assert any("Good, but why?" in row for row in before[1])
    writer.write(records)
    assert by_names(ours, NAME) == before


def test_a_late_result_never_overwrites_a_newer_one(new_database, course):
    url = entered(new_database(), course)
    (_, (old, _)), *_ = handed_in(course, 1).items()
    slow, quick = record(course, "amy", old, 4.0, 1), record(course, "amy", old, 1.25, 2)
    with Gradebook(url) as gb:
        writer = Writer(gb.engine, NAME)
        writer.want({"amy": slow["version"]})
        writer.want({"amy": quick["version"]})  # handed in again while the first was graded
        assert writer.write([slow, record(course, "bob", old, 4.0, 1)]) == ["amy"]
        assert [student.id for student in gb.students] == ["bob"]
        assert writer.write([quick]) == []
        assert writer.write([slow]) == ["amy"]
        assert gb.find_grade("check-twice", NAME, NAME, "amy").auto_score == 1.25
    held = entries(url, NAME)
    assert (held["amy"].version, held["amy"].words) == (quick["version"], ("partly right",))


def test_grades_and_ledger_change_in_one_transaction(new_database, course):
    url = entered(new_database(), course)
    class_ = handed_in(course, 1)
    records = [record(course, s, n, p, 1) for s, (n, p) in class_.items()]
    del records[-1]["reason"], records[-1]["checks"][0]["outcome"]
    with Gradebook(url) as gb:
        with pytest.raises(KeyError):
            Writer(gb.engine, NAME).write(records)
        assert gb.students == []
    assert entries(url, NAME) == {}


def test_rows_that_nbgrader_made_are_used(new_database, course):
    url = entered(new_database(), course)
    with Gradebook(url) as gb:
        gb.add_student("amy")
        gb.add_submission(NAME, "amy")
        before = {grade.id for grade in gb.find_submission_notebook(NAME, NAME, "amy").grades}
        (_, (notebook, _)), *_ = handed_in(course, 1).items()
        Writer(gb.engine, NAME).write([record(course, "amy", notebook, 2.5, 1)])
        gb.db.rollback()
        submitted = gb.find_submission_notebook(NAME, NAME, "amy")
        assert {grade.id for grade in submitted.grades} == before
        assert gb.find_grade("check-twice", NAME, NAME, "amy").auto_score == 2.5
