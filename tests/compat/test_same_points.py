"""`nbgrader autograde` with our plugin gives what `autograder grade` gives; nothing stops it."""

import csv
from collections import defaultdict

import pytest

FULL, CODE = 20.0, 16.0  # points of 01_slope, and those that no person gives


def totals(rows):
    """Student -> sum of the automatic scores."""
    sums = defaultdict(float)
    for student, _cell, auto_score, *_ in rows:
        sums[student] += auto_score or 0.0
    return sums


def without(rows, student):
    return [row for row in rows if row[0] != student]


@pytest.mark.parametrize("table", ["cells", "sources", "notebooks"])
def test_we_enter_an_assignment_as_generate_assignment_does(graded, query, table):
    ours = query(graded.our_db, table)
    assert ours
    assert ours == query(graded.nbgrader_db, table)


def test_the_gradebooks_agree(graded, query):
    theirs = query(graded.nbgrader_db, "scores")
    # nbgrader enters the broken submission before it opens it: rows without any score.
    assert {row[2] for row in theirs if row[0] == "broken"} == {None}
    assert query(graded.our_db, "scores") == without(theirs, "broken")
    comments = without(query(graded.nbgrader_db, "comments"), "broken")
    assert query(graded.our_db, "comments") == comments


def test_the_points_are_those_of_the_work(graded, query):
    sums = totals(query(graded.nbgrader_db, "scores"))
    full = {student for student, points in sums.items() if points == CODE}
    assert full == {"key", "odd", "warns"}
    assert [sums[student] for student in ("blank", "skipped", "hostile", "broken")] == [0.0] * 4
    assert CODE - 6 <= sums["wrong"] < CODE


def test_answers_wait_for_a_person_unless_untouched(graded, query):
    waiting = {row[:2] for row in query(graded.our_db, "scores") if row[5]}
    answers = {"answer-limits", "answer-predictions"}
    for student in ("key", "wrong", "warns"):
        assert {cell for who, cell in waiting if who == student} == answers
    assert not [cell for who, cell in waiting if who in ("blank", "skipped")]


def test_a_broken_notebook_is_refused_with_its_reason(graded):
    assert "broken's 01_slope is not graded. The file is not a whole notebook" in graded.log
    page = graded.course.root / "class/feedback/broken/01_slope/01_slope.html"
    assert "not a whole notebook" in page.read_text()


def test_no_file_beside_the_notebook_comes_along(graded):
    place = graded.course.root / "class/autograded/key/01_slope"
    assert [file.name for file in place.iterdir()] == ["01_slope.ipynb"]


def test_graded_notebooks_show_no_hidden_line(graded):
    for file in graded.course.root.glob("class/autograded/*/*/*.ipynb"):
        assert "autograder.stock" not in file.read_text()


def test_export_writes_the_points(graded):
    graded.course.run("nbgrader", "export")
    with open(graded.course.root / "grades.csv", newline="") as file:
        scores = {row["student_id"]: row for row in csv.DictReader(file)}
    assert float(scores["key"]["score"]) == CODE
    assert float(scores["blank"]["score"]) == 0.0
    assert float(scores["key"]["max_score"]) == FULL


def test_validate_reports(stock):
    place = "class/submitted/{}/01_slope/01_slope.ipynb"
    good = stock.run("nbgrader", "validate", place.format("warns"))
    assert "Success! Your notebook passes all the tests." in good
    bad = stock.run("nbgrader", "validate", place.format("blank"))
    assert "VALIDATION FAILED" in bad


def test_stock_nbgrader_gives_honest_work_its_points(stock, query):
    sums = totals(query(f"sqlite:///{stock.root}/class/gradebook.db", "scores"))
    assert sums == {"warns": CODE, "blank": 0.0}
