"""Names as Canvas and Moodle give them, and class lists as they come out of them."""

import pytest

from autograder.errors import UserError
from autograder.lms.names import Origin, origin_of
from autograder.lms.roster import read

CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,01_slope (881)
    Points Possible,,,,,20
"Lovelace, Ada",1234,S-17,ada@uni.example,Group A,
"Müller, Jörg",1235,S-18,joerg,Group B,
"""
MOODLE = """\
Identifier,Full name,Email address,Status,Grade,Maximum Grade
Participant 77,Ada Lovelace,ada@uni.example,Submitted,,20.00
Participant 78,=cmd|' /C calc'!A0,eve@uni.example,Submitted,,20.00
"""


@pytest.mark.parametrize(
    ("name", "origin"),
    [
        ("lovelaceada_1234_99_01_slope.ipynb", Origin("canvas", "1234", "lovelaceada", "01_slope")),
        (
            "lovelaceada_LATE_1234_99_01_slope-2.ipynb",
            Origin("canvas", "1234", "lovelaceada", "01_slope", 2, True),
        ),
        ("obrien_1_2_My Notebook (final).ipynb",
         Origin("canvas", "1", "obrien", "My Notebook (final)")),
        ("müllerjörg_1235_7_hw.zip/work/01_slope.ipynb",
         Origin("canvas", "1235", "müllerjörg", "01_slope")),
        ("müllerjörg_1235_7_hw-3.zip/01_slope.ipynb",
         Origin("canvas", "1235", "müllerjörg", "01_slope", 3)),
        (
            "Ada Lovelace_77_assignsubmission_file_/01_slope.ipynb",
            Origin("moodle", "77", "Ada Lovelace", "01_slope"),
        ),
        (
            "Seán O'Brien_78_assignsubmission_file_/01_slope (1).ipynb",
            Origin("moodle", "78", "Seán O'Brien", "01_slope", 1),
        ),
        (
            "Group 1-Ada Lovelace_77_assignsubmission_file_01_slope.ipynb",
            Origin("moodle", "77", "Group 1-Ada Lovelace", "01_slope"),
        ),
        ("ada/01_slope/01_slope.ipynb", Origin("tree", "ada", "", "01_slope")),
        ("submitted/ada/01_slope/x.ipynb", Origin("tree", "ada", "", "x")),
        ("01_slope.ipynb", None),
        ("notes_of_ada.ipynb", None),
    ],
)  # fmt: skip
def test_a_name_tells_who(name, origin):
    assert origin_of(name) == origin


@pytest.fixture
def roster_of(tmp_path):
    def write(text, encoding="utf-8"):
        path = tmp_path / "roster.csv"
        path.write_bytes(text.encode(encoding))
        return read(path)

    return write


def test_canvas_s_export_is_a_roster(roster_of):
    roster = roster_of(CANVAS, "utf-8-sig")
    assert roster.kind == "canvas"
    assert roster.students == ("", "ada@uni.example", "joerg")
    assert roster.find("canvas", "1235") == "joerg"
    assert roster.find("canvas", "") is None
    assert roster.find("moodle", "1235") is None
    assert roster.find("tree", "joerg") == "joerg"


def test_moodle_s_worksheet_is_a_roster(roster_of):
    roster = roster_of(MOODLE)
    assert roster.students == ("ada@uni.example", "eve@uni.example")
    assert roster.find("moodle", "77") == "ada@uni.example"
    assert roster.find("moodle", "7") is None


def test_a_list_of_one_s_own_with_semicolons_and_short_rows(roster_of):
    roster = roster_of("student;canvas;moodle\nada;1234;77\nbob\n")
    assert roster.kind == "own"
    assert (roster.find("canvas", "1234"), roster.find("moodle", "77")) == ("ada", "ada")
    assert roster.find("tree", "bob") == "bob"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "no column called student"),
        ("name,points\nAda,3\n", "no column called student"),
        ("student\nada\nada\n", "names ada twice"),
        ("student\n../../etc\n", "use letters"),
        ("student\n=1+1\n", "use letters"),
    ],
)
def test_a_list_that_cannot_be_used_is_refused_in_a_sentence(roster_of, text, problem):
    with pytest.raises(UserError, match=problem):
        roster_of(text)


def test_a_list_in_another_encoding_is_refused(tmp_path):
    path = tmp_path / "roster.csv"
    path.write_bytes("student\nJörg\n".encode("latin-1"))
    with pytest.raises(UserError, match="UTF-8"):
        read(path)
