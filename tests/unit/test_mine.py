"""The reader's own functions: used where they pass, and never in the way where they don't."""

import importlib
import json
import shutil

import pytest

from autograder import inside
from autograder.checks import EXERCISES
from autograder.layout import find_root, release_path, source_path
from downslope import mine

ROOT = find_root()
LIBRARY = {
    name: getattr(importlib.import_module(f"downslope.{module}"), name)
    for module, names in mine.LIBRARY.values()
    for name in names
}
ALL = list(LIBRARY)


@pytest.fixture
def notebooks(tmp_path):
    """Write earlier notebooks into a folder: solved, or as they are handed out."""

    def write(path_of):
        for name in mine.LIBRARY:
            (tmp_path / name).mkdir(exist_ok=True)
            shutil.copy(path_of(ROOT, name), tmp_path / name / f"{name}.ipynb")
        return tmp_path

    return write


def rewrite(folder, assignment, name, source):
    path = folder / assignment / f"{assignment}.ipynb"
    notebook = json.loads(path.read_text())
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == name:
            cell["source"] = source
    path.write_text(json.dumps(notebook))


def test_solved_notebooks_earn_the_badge(notebooks, capsys):
    found = mine.functions(folder=notebooks(source_path), notebook=10)
    assert list(found) == ALL
    assert not any(found[name] is LIBRARY[name] for name in ALL)
    assert "whole-network badge" in capsys.readouterr().out


def test_empty_notebooks_and_no_notebooks_fall_back_to_the_library(notebooks, tmp_path, capsys):
    for folder in (tmp_path / "nowhere", notebooks(release_path)):
        assert mine.functions(folder=folder, notebook=10) == LIBRARY
        assert f"0 of {len(ALL)} are your own" in capsys.readouterr().out


@pytest.mark.parametrize("name", ALL)
def test_the_reference_is_the_same_function_and_stays_closed_until_it_is_written(name):
    """What 07 to 09 grade with is what later notebooks build on: written once, certified once."""
    library, exercise = LIBRARY[name], EXERCISES[name]
    assert exercise.truth is library
    assert library.__module__ in inside.withheld(exercise.assignment)


@pytest.mark.parametrize(("notebook", "last"), [(7, "neuron_backward"), (9, "softmax_ce")])
def test_a_notebook_gets_what_stands_before_it(notebook, last, tmp_path):
    names = list(mine.functions(folder=tmp_path, notebook=notebook))
    assert names == ALL[: ALL.index(last) + 1]


def test_the_switch_can_be_off(notebooks, capsys):
    assert mine.functions(False, notebooks(source_path), 10) == LIBRARY
    assert "yours" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("source", "word"),
    [
        ("def softmax_ce(Z, y):\n    return 0.0, Z", "does not pass its check yet"),
        ("def softmax_ce(Z, y):\n    return (", "stopped with SyntaxError"),
        ("import nothing_of_this_name", "stopped with ModuleNotFoundError"),
        ("1 / 0\nsoftmax_ce = None", "stopped with KeyError"),
    ],
)
def test_a_function_that_fails_is_named_and_replaced_alone(notebooks, capsys, source, word):
    folder = notebooks(source_path)
    rewrite(folder, "08_backward", "softmax_ce", source)
    found = mine.functions(folder=folder)
    assert found["softmax_ce"] is LIBRARY["softmax_ce"]
    assert found["affine_backward"] is not LIBRARY["affine_backward"]
    said = capsys.readouterr().out
    assert word in said
    assert "15 of 16 are your own" in said


@pytest.mark.parametrize("text", ["", "[]", '{"cells": [1]}', '{"cells": 3}'])
def test_a_broken_notebook_is_as_good_as_none(notebooks, text, capsys):
    folder = notebooks(source_path)
    (folder / "05_minibatch" / "05_minibatch.ipynb").write_text(text)
    assert mine.functions(folder=folder)["minibatches"] is LIBRARY["minibatches"]
    assert "no notebook of yours found" in capsys.readouterr().out
