"""Who has handed in: what cannot be read or lies beside its place is told, and stops nobody."""

import os

import pytest

from autograder import pool
from autograder.classroom import Classroom
from autograder.errors import UserError
from autograder.handed_in import look
from tests.small_class import ASSIGNMENT


@pytest.fixture
def submitted(tmp_path):
    """The folder of all students; bob has handed in."""
    (tmp_path / "submitted/bob" / ASSIGNMENT).mkdir(parents=True)
    return tmp_path / "submitted"


def put(place):
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text("{}")


def remarks(submitted):
    found = look(submitted, ASSIGNMENT)
    assert found.students == ["bob"], "the rest of the class is graded"
    return found.remarks(ASSIGNMENT)


@pytest.mark.parametrize(
    ("misplaced", "shown"),
    [
        ("ada/01_slope.ipynb", "ada/01_slope.ipynb"),
        ("flat.ipynb", "flat.ipynb"),
        ("ada/01_Slope/01_slope.ipynb", "ada/01_Slope"),
        ("ada/01_slope /01_slope.ipynb", "ada/'01_slope '"),
        ("ada/01_slope", "ada/01_slope"),
    ],
)
def test_what_lies_beside_its_place_is_named(submitted, misplaced, shown):
    put(submitted / misplaced)
    assert remarks(submitted) == [
        "Not graded, because it does not lie at <student>/01_slope/01_slope.ipynb in submitted/: "
        f"{shown}; move it there and repeat the command."
    ]


def test_a_folder_that_cannot_be_read_is_named(submitted):
    (submitted / "ada").symlink_to("ada")  # a loop, which root cannot read either
    (remark,) = remarks(submitted)
    assert remark.startswith("Not graded, because it cannot be read: ada (Too many levels of symb")
    assert remark.endswith("; make it readable and repeat the command.")


def test_a_name_that_is_no_text_is_named(submitted):
    (submitted / os.fsdecode(b"ad\xe9\n") / ASSIGNMENT).mkdir(parents=True)
    (remark,) = remarks(submitted)
    assert remark == (
        r"Not graded, because its name is no text in UTF-8: 'ad\xe9 '; rename it and repeat the "
        "command."
    )


def test_who_has_handed_in_nothing_is_no_remark(submitted):
    put(submitted / "ada/02_descent/02_descent.ipynb")
    (submitted / "eve").mkdir()
    put(submitted / "README.txt")
    (submitted / "gone").symlink_to("nowhere")
    assert remarks(submitted) == []


def test_of_many_a_few_are_named(submitted):
    for k in range(9):
        put(submitted / f"{k}.ipynb")
    (remark,) = remarks(submitted)
    assert ": 0.ipynb, 1.ipynb, 2.ipynb, 3.ipynb, 4.ipynb and 4 more; move" in remark


def test_where_all_is_misplaced_nobody_has_handed_in_and_is_told_why(tmp_path):
    put(tmp_path / "submitted/ada/01_slope.ipynb")
    with pytest.raises(UserError, match=r"^Nobody has handed in .*ada/01_slope.ipynb; move it th"):
        Classroom(tmp_path).students(ASSIGNMENT)


def test_a_student_whose_name_begins_with_a_dot_is_one_of_those_recorded(small_class, calls):
    small_class.hand_in(".net", "{}")
    keys = {student: record["key"] for student, record in small_class.grade().items()}
    assert pool.Class(small_class.room, small_class.job).plan(keys).left == {}
    records = small_class.room.record(".net", ASSIGNMENT).parent
    for stray in (".half-written-x.json", "key.json~"):
        (records / stray).touch()
    assert small_class.room.recorded(ASSIGNMENT) == {".net", "key", "blank", "torn"}
