"""Cells that a box knows by heart are compiled in no box, and do what they do anywhere."""

from __future__ import annotations

import pytest

from autograder import layout, session, warm
from autograder.box import Box
from tests.boxes import skip_without

PLAIN = "x = 3\nx + 1"
LATER = "def late() -> nowhere:\n    return 'what annotations say was not asked'\nlate()"
CELLS = (
    PLAIN,
    "import asyncio\nawait asyncio.sleep(0)\n'slept'",
    "def f(k):\n    return 1 / k\n\nf(0)",
    "x = 'a string'; x;",
    "print(undefined_name)",
    "for k in range(3):\n    print(k)",
    "from __future__ import annotations",
    LATER,
    "x is 'a'",  # Python says something to it
    "'\\d'",
    "def broken(:",
    "return 5",
    "  %time x = 1",
    "%%time\nx = 2\nx",
    "!ls",
    "# nothing at all",
    "",
    "\n\n   y = 5\n   y",
    "class C:\n    'a class'\n\nC.__doc__, C.__module__",
    "def g():\n    raise ValueError('in a cell')\n\ntry:\n    g()\nexcept ValueError:\n    g()",
)
TWICE = """
import ast
class Twice(ast.NodeTransformer):
    def visit_Constant(self, node):
        node.value = node.value * 2 if node.value == 3 else node.value
        return node
get_ipython().ast_transformers.append(Twice())
"""
COUNT = """
import builtins
compiled, real = [], builtins.compile
def compile(source, name, *rest, **how):
    compiled.append(name)
    return real(source, name, *rest, **how)
builtins.compile = compile
"""


@pytest.fixture(scope="module", autouse=True)
def a_class_has_begun():
    """Before that no template takes the trouble."""
    skip_without()
    for _ in range(warm.ALONE):
        with Box("01_tiny"):
            pass


def runs(box: Box, cells=CELLS) -> list[list[dict]]:
    return [box.run_cell(cell).outputs for cell in cells]


def knows(box: Box) -> int:
    return int(shown(box, "len(get_ipython().compile.trees)"))


def shown(box: Box, expression: str) -> str:
    (output,) = box.run_cell(expression).outputs
    return output["data"]["text/plain"]


@pytest.fixture
def ignorant():
    """A box that knows nothing by heart, because it comes from no template."""
    with Box("01_tiny", from_template=False) as box:
        yield box
        assert knows(box) == 0


def test_what_is_known_by_heart_does_the_same(ignorant):
    with Box("01_tiny", cells=CELLS) as box:
        assert runs(box) == runs(ignorant)
        assert knows(box) > len(CELLS) / 2


def test_it_may_be_run_again_and_in_any_order(ignorant):
    order = [*reversed(CELLS), *CELLS]
    with Box("01_tiny", cells=CELLS) as box:
        assert runs(box, order) == runs(ignorant, order)


def test_it_is_not_compiled_again():
    with Box("01_tiny", cells=CELLS) as box:
        box.run_cell(COUNT)
        box.run_cell(PLAIN)
        box.run_cell("y = 4\ny + 1")
        cells = shown(box, "len({name for name in compiled if 'ipython' in name})")
    assert cells == "2", "the cell that nobody knew, and the question"


def test_a_future_statement_counts_for_known_cells_too():
    with Box("01_tiny", cells=CELLS) as box:
        assert "NameError" in box.run_cell(LATER).error
        box.run_cell("from __future__ import annotations")
        assert box.run_cell(LATER).error is None


def test_who_changes_the_trees_of_cells_changes_those_of_known_ones():
    with Box("01_tiny", cells=CELLS) as box:
        box.run_cell(TWICE)
        assert shown(box, PLAIN) == "7"
        box.run_cell("get_ipython().ast_transformers.clear()")
        assert shown(box, PLAIN) == "4", "and what is known is as before"


def test_one_class_learns_after_another():
    others = ("'another class'",)
    for _ in range(2):
        with Box("01_tiny", cells=CELLS) as box:
            before = knows(box)
        with Box("02_tiny", cells=others) as box:
            assert knows(box) >= before
            assert shown(box, others[0]) == repr("another class")


@pytest.mark.parametrize("assignment", layout.assignments(layout.find_root()))
def test_every_cell_of_the_course_is_fit_to_be_known(assignment):
    cells = session.released_notebook(layout.find_root(), assignment)["cells"]
    code = tuple(cell["source"] for cell in cells if cell["cell_type"] == "code")
    with Box(assignment, cells=code) as box:
        box.run_cell(
            f"cells = {code!r}\nknown = {{cell for cell, _ in get_ipython().compile.trees}}"
        )
        unknown = shown(box, "[cell for cell in cells if cell + '\\n' not in known]")
    assert unknown == "[]"
