"""What the shell of the box leaves out of IPython's work changes nothing."""

from __future__ import annotations

import json

import pytest
from IPython.core.inputtransformer2 import TransformerManager

from autograder import layout
from autograder.shell import _NOT_PLAIN

ROOT = layout.find_root()
TRICKY = (
    "%time x = 1", "x = %time 1", "x = !ls", "x=  !ls", "!ls", "  !ls", "a = 1\n!ls", "x?", "x ?? ",
    "x\n?x", ">>> x = 1", "... x", "In [1]: x = 1", "   x = 1\n   y = 2", "\n\nx = 1", "%%time\nx",
    "/f x", ",f a b", ";f a b", "if 1:\n    %time x", "x = 1 # why?\ny?", "def f():\n  ...\n  f?",
)  # fmt: skip


def source_of(assignment):
    released = json.loads(layout.release_path(ROOT, assignment).read_text(encoding="utf-8"))
    return ["".join(cell["source"]) for cell in released["cells"] if cell["cell_type"] == "code"]


@pytest.mark.parametrize("assignment", layout.assignments(ROOT))
def test_what_is_taken_for_plain_python_is_what_ipython_leaves_alone(assignment):
    cells = source_of(assignment)
    plain = [cell for cell in cells if not _NOT_PLAIN.search(cell)]
    assert len(plain) > len(cells) / 2
    for cell in plain:
        assert TransformerManager().transform_cell(cell).rstrip("\n") == cell.rstrip("\n")


@pytest.mark.parametrize("cell", TRICKY)
def test_what_ipython_changes_is_not_taken_for_plain_python(cell):
    assert _NOT_PLAIN.search(cell)


@pytest.mark.parametrize(
    "cell", ["x != y", "x = 5 % 3", "s = '?'", "d = {'a': 1}", "f'{x!r}'", "# what?\nx"]
)
def test_signs_inside_python_are_left_alone(cell):
    assert TransformerManager().transform_cell(cell) == f"{cell}\n"
    assert not _NOT_PLAIN.search(cell)
