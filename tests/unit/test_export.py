"""Points out of the gradebook: nbgrader's own sums, and files that Canvas and Moodle read again."""

import csv
import io

import pytest
from nbgrader.api import Gradebook

from autograder.database import prepare
from autograder.errors import UserError
from autograder.lms.export import as_canvas, as_csv, as_moodle, without_a_place
from autograder.lms.roster import read
from autograder.lms.scores import Score, scores

# nbgrader's own way of adding a submission makes SQLAlchemy warn
pytestmark = pytest.mark.filterwarnings("ignore:Object of type <Submitted")

FOUND = [Score("ada@uni.example", 17.5, 20.0, 1), Score("joerg", 0.0, 20.0, 0)]
CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,Quiz (7),01_slope (881)
    Points Possible,,,,,3,20
"Lovelace, Ada",1234,S-17,ada@uni.example,Group A,2,
"=2+5+cmd|' /C calc'!A0",1235,S-18,joerg,Group B,1,
"Absent, Al",1236,S-19,al,Group B,1,
"""
MOODLE = """\
Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed
Participant 77,Ada Lovelace,ada@uni.example,Submitted,,20.00,Yes
Participant 78,Jörg "Jo" Müller,joerg,Submitted,,20.00,Yes
Participant 79,Al Absent,al@uni.example,No submission,,20.00,Yes
"""


def rows(text):
    return list(csv.reader(io.StringIO(text)))


@pytest.fixture
def roster_of(tmp_path):
    def write(text):
        (tmp_path / "roster.csv").write_text(text, encoding="utf-8")
        return read(tmp_path / "roster.csv")

    return write


def enter(gb, assignment, student, auto, manual=None, extra=None, late=None):
    gb.update_or_create_submission(assignment, student)
    notebook = gb.find_submission_notebook(assignment, assignment, student)
    if late:
        notebook.late_submission_penalty = late
    for name, points in auto.items():
        grade = gb.find_grade(name, assignment, assignment, student)
        grade.auto_score = points
        grade.needs_manual_grade = points is None
        if manual and name in manual:
            grade.manual_score, grade.needs_manual_grade = manual[name], False
        if extra and name in extra:
            grade.extra_credit = extra[name]
    gb.db.commit()


@pytest.fixture
def book(new_database):
    """Two assignments; students with automatic, manual, extra, late, open and no points."""
    url = new_database()
    prepare(url)
    with Gradebook(url) as gb:
        for assignment in ("01_slope", "02_descent"):
            gb.add_assignment(assignment)
            gb.add_notebook(assignment, assignment)
            for name in ("check-f", "check-g", "answer-why"):
                gb.add_grade_cell(name, assignment, assignment, max_score=4, cell_type="code")
        for student in ("ada", "bob", "eve", "late", "very_late"):
            gb.add_student(student)
        enter(gb, "01_slope", "ada", {"check-f": 4, "check-g": 2.5, "answer-why": None})
        enter(
            gb,
            "01_slope",
            "bob",
            {"check-f": 1, "check-g": 0, "answer-why": 0},
            {"check-f": 3},
            {"check-f": 1},
        )
        enter(gb, "01_slope", "late", {"check-f": 4, "check-g": 4}, late=1.5)
        enter(gb, "01_slope", "very_late", {"check-f": 1}, late=3)
        enter(gb, "02_descent", "ada", {"check-f": 1})
        enter(gb, "02_descent", "eve", {"check-f": 1})
        yield gb


def test_the_sums_are_nbgrader_s_own(book):
    found = {score.student: score for score in scores(book.engine, "01_slope")}
    assert list(found) == ["ada", "bob", "late", "very_late"]
    for submission in book.assignment_submissions("01_slope"):
        penalty = submission.late_submission_penalty or 0.0
        assert found[submission.student_id].score == max(0.0, submission.score - penalty)
        assert found[submission.student_id].max_score == submission.max_score
    assert (found["ada"].open, found["bob"].open) == (1, 0)
    assert found["bob"].score == 4.0
    assert found["very_late"].score == 0.0


def test_an_assignment_nobody_entered_is_refused(book):
    with pytest.raises(UserError, match="autograder grade 99_none"):
        scores(book.engine, "99_none")


def test_a_spreadsheet_gets_one_line_a_student():
    table = rows(as_csv("01_slope", FOUND, {}))
    assert table[0] == [
        "assignment",
        "student",
        "score",
        "max_score",
        "open",
        "late_penalty",
        "why",
    ]
    assert table[1] == ["01_slope", "ada@uni.example", "17.5", "20", "1", "0", ""]


def test_canvas_gets_its_own_lines_back_with_the_column_filled(roster_of):
    table = rows(as_canvas("01_slope", FOUND, roster_of(CANVAS)))
    assert table[0] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "01_slope (881)"]
    assert table[1] == ["Points Possible", "", "", "", "", "20"]
    assert table[2] == ["Lovelace, Ada", "1234", "S-17", "ada@uni.example", "Group A", "17.5"]
    assert table[3][0] == "'=2+5+cmd|' /C calc'!A0", "a formula reached the spreadsheet"
    assert (table[3][-1], table[4][-1]) == ("0", "")
    assert roster_of(as_canvas("01_slope", FOUND, roster_of(CANVAS))).find("canvas", "1235")


def test_canvas_without_the_column_gets_a_new_one(roster_of):
    table = rows(as_canvas("05_minibatch", FOUND, roster_of(CANVAS)))
    assert table[0][-1] == "05_minibatch"


def test_moodle_gets_its_worksheet_back_with_the_grades(roster_of):
    roster = roster_of(MOODLE)
    table = rows(as_moodle("01_slope", FOUND, roster, {}))
    assert table[0] == list(roster.header)
    assert [row[4] for row in table[1:]] == ["17.5", "0", ""]
    assert table[2][1] == 'Jörg "Jo" Müller'
    assert without_a_place([*FOUND, Score("zoe", 1.0, 20.0, 0)], roster) == ["zoe"]


def test_another_maximum_in_moodle_is_refused_before_it_scales_every_grade(roster_of):
    with pytest.raises(UserError, match=r"100\.00, the gradebook's 20"):
        as_moodle("01_slope", FOUND, roster_of(MOODLE.replace("20.00", "100.00")), {})


@pytest.mark.parametrize(("write", "more"), [(as_canvas, ()), (as_moodle, ({},))])
def test_a_roster_of_another_kind_is_refused(roster_of, write, more):
    for roster in (None, roster_of("student\nada\n")):
        with pytest.raises(UserError, match="--roster"):
            write("01_slope", FOUND, roster, *more)


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_nothing_is_taken_for_a_formula(text):
    assert rows(as_csv(text, FOUND, {}))[1][0].startswith("'")
