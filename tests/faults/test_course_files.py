"""A course with a damaged file: said before anything is graded, with the file and the remedy."""

import json
import shutil

import pytest

from autograder import layout
from autograder.classroom import Classroom
from autograder.grading import look_first
from autograder.layout import CONFIG, CourseError, find_root, release_path, source_path
from autograder.release import Own
from autograder.submission import Refused, parse

ROOT, ASSIGNMENT, OTHER = find_root(), "01_slope", "02_descent"


@pytest.fixture
def course(tmp_path):
    """The notebooks of two assignments, and what a course is known by."""
    for name in (ASSIGNMENT, OTHER):
        for place in (layout.text_path, source_path, release_path):
            copy = place(tmp_path, name)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(place(ROOT, name), copy)
    shutil.copy(ROOT / CONFIG, tmp_path)
    (tmp_path / "class/submitted/ada" / ASSIGNMENT).mkdir(parents=True)
    return tmp_path


def refusal(course):
    room = Classroom(course / "class")
    with pytest.raises(CourseError) as refused:
        look_first(room, course, ASSIGNMENT)
    assert "\n" not in str(refused.value)
    assert not (room.folder / "records").exists()
    return str(refused.value)


def test_whole_files_pass(course):
    look_first(Classroom(course / "class"), course, ASSIGNMENT)


def test_a_course_without_the_texts_is_graded(course):
    layout.text_path(course, ASSIGNMENT).unlink()
    assert layout.known(course, ASSIGNMENT) == ASSIGNMENT
    for odd in ("..", f"{ASSIGNMENT}/", f"../course/{ASSIGNMENT}", "99_nope"):
        with pytest.raises(CourseError, match=f"^There is no .*; there are: {OTHER}.$"):
            layout.known(course, odd)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "c = get_config()\nc.x.y = (\n",
            "line 2, cannot be executed (SyntaxError: '(' was never ",
        ),
        ("import nowhere_at_all\n", "line 1, cannot be executed (ModuleNotFoundError: No module"),
        ("\n\n\nint('x')\n", "line 4, cannot be executed (ValueError: invalid literal"),
        ("def f():\n    1 / 0\n\nf()\n", "line 2, cannot be executed (ZeroDivisionError: "),
    ],
)
def test_a_slip_in_the_configuration(course, text, said):
    (course / CONFIG).write_text(text)
    words = refusal(course)
    assert words.startswith(f"{course / CONFIG}, {said}")
    assert words.endswith("; mend that line.")


@pytest.mark.parametrize("text", [None, "", "{", "[]", '{"cells": 3}', '{"cells": [{"cell_ty'])
def test_a_solved_notebook_that_is_missing_or_damaged(course, text):
    place = source_path(course, ASSIGNMENT)
    place.unlink() if text is None else place.write_text(text)
    words = refusal(course)
    assert words.startswith(f"solutions/{ASSIGNMENT}/{ASSIGNMENT}.ipynb is ")
    assert "`autograder build` makes it" in words


def test_a_released_notebook_that_is_missing(course):
    release_path(course, ASSIGNMENT).unlink()
    assert refusal(course) == (
        "course/01_slope/01_slope.ipynb is missing; `autograder build` makes it."
    )


def test_a_released_notebook_without_a_check(course):
    place = release_path(course, ASSIGNMENT)
    notebook = json.loads(place.read_text())
    place.write_text('{"cells": []}')
    assert "lacks the check of downhill_direction, " in refusal(course)
    notebook["cells"] = [c for c in notebook["cells"] if c["id"] != "check-step_1d"]
    place.write_text(json.dumps(notebook))
    assert refusal(course) == (
        "course/01_slope/01_slope.ipynb lacks the check of step_1d; `autograder build` makes it "
        "anew from solutions/01_slope.py."
    )


def test_a_released_notebook_with_a_check_of_nothing(course):
    place = release_path(course, ASSIGNMENT)
    notebook = json.loads(place.read_text())
    notebook["cells"] += [json.loads(json.dumps(c).replace("step_1d", "step_9d"))
                          for c in notebook["cells"] if c["id"] == "check-step_1d"]  # fmt: skip
    place.write_text(json.dumps(notebook))
    assert "has a check of step_9d, which autograder/checks/ does not declare" in refusal(course)


def cells_of(name):
    return parse(source_path(ROOT, name).read_bytes())


def test_another_assignments_notebook_is_known_and_a_blank_one_is_not(course):
    own = Own(course, ASSIGNMENT)
    for fine in (cells_of(ASSIGNMENT), [], parse(b'{"cells": [{"source": "mine"}]}'),
                 cells_of(OTHER) + cells_of(ASSIGNMENT)):  # fmt: skip
        assert own.held(fine) is fine
    with pytest.raises(Refused, match="This is a notebook of 02_descent; hand in the one of 01_s"):
        own.held(cells_of(OTHER))


def test_a_damaged_notebook_of_another_assignment_stops_nobody(course):
    release_path(course, OTHER).write_text("{")
    own = Own(course, ASSIGNMENT)
    assert own.held(cells_of(OTHER))
