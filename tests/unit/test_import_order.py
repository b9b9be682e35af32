"""Who may import whom: one way down, nothing of the grader in the course or in the box."""

import ast
import sys
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import nbformat
import pytest

from autograder import inside

ROOT = Path(__file__).resolve().parents[2]
ORDER = """\
__main__
cli
options
build doctor grading group nbgrader_plugin
cluster
ahead recorder
cache feedback gradebook leaks pool report report_page stock
lms marks task
items pages
diagnose golden invented notebooks penalties prune regrade session writer
fines run
opening release sheets trial
attacks box classroom judge rebuild roles strays
receipt warm containers
launch
database extensions
late store
checks files fork handed_in harmless jail layout submission
entered inside mistakes outputs table totals variants
truth wire frames engines errors ledger lending plain seccomp progress stop cgroups limits tables
memory remedies
scopes
hierarchies
"""  # each may import what stands on a lower line
ROW = {name: row for row, line in enumerate(ORDER.splitlines()) for name in line.split()}
INSIDE = {Path(name).stem for name in inside.OURS}  # run in the box, and import each other by name
FOUND_IN_ANY_NOTEBOOK = {"IPython", "traitlets", "numpy", "matplotlib", "PIL"}
SECRETS = {"truth", "mistakes", "checks", "variants"}


def imports(tree: ast.AST) -> set[str]:
    """Dotted names of everything imported anywhere in a module, but not only for type checkers."""
    names = set()
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "relative imports hide where a module lies"
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        names |= imports(node)
    return names


def modules(package: str) -> dict[str, Path]:
    """Dotted name of each module of a package -> its file."""
    found = {}
    for path in (ROOT / package).rglob("*.py"):
        parts = path.relative_to((ROOT / package).parent).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def part(name: str) -> str:
    """ "autograder.checks.slope" -> "checks"."""
    return name.split(".")[1] if "." in name else ""


OURS, COURSE = modules("autograder"), modules("course/downslope")
PARTS = {part(name) for name in OURS} - INSIDE - {"", "inert"} | {"wire", "frames", "seccomp"}


@cache  # read by the tests, not when they are collected, which every process does
def needs(name: str) -> set[str]:
    """What a module imports."""
    return imports(ast.parse((OURS | COURSE)[name].read_text(encoding="utf-8")))


@cache
def needed_parts(name: str) -> set[str]:
    """The parts of the grader that one of them imports."""
    found = {part(i) for m in OURS if part(m) == name for i in needs(m) if i in OURS}
    return found - {"", name}


def test_the_table_has_a_line_for_every_module():
    assert set(ROW) == PARTS, "put the new module on a line of ORDER"


@pytest.mark.parametrize("name", sorted(PARTS))
def test_imports_go_down_the_table(name):
    upwards = {needed for needed in needed_parts(name) if ROW.get(needed, -1) <= ROW.get(name, 99)}
    assert not upwards, f"{name} may import only what stands on a lower line"


@pytest.mark.parametrize("found", [OURS, COURSE], ids=["autograder", "downslope"])
def test_no_two_modules_import_each_other(found):
    packages = {name for name in found if any(n.startswith(f"{name}.") for n in found)}
    graph = {name: (needs(name) & set(found)) - packages for name in found}
    order = list(TopologicalSorter(graph).static_order())
    assert set(order) == set(found)


@pytest.mark.parametrize("name", sorted(COURSE))
def test_the_course_imports_nothing_of_the_grader(name):
    assert not {i for i in needs(name) if i.split(".")[0] == "autograder"}


@pytest.mark.parametrize("path", sorted((ROOT / "course").glob("*/*.ipynb")), ids=lambda p: p.stem)
def test_no_released_notebook_imports_anything_of_the_grader(path):
    cells = nbformat.read(path, as_version=4).cells
    source = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
    assert not {i for i in imports(ast.parse(source)) if i.split(".")[0] == "autograder"}


@pytest.mark.parametrize("name", sorted(INSIDE | {"inert"}))
def test_what_runs_in_the_box_needs_nothing_but_a_notebooks_own_packages(name):
    found = {i.split(".")[0] for i in needs(f"autograder.{name}")}
    assert found <= sys.stdlib_module_names | FOUND_IN_ANY_NOTEBOOK | INSIDE


@pytest.mark.parametrize(
    "name", ["box", "containers", "fork", "jail", "launch", "outputs", "warm", "wire"]
)
def test_the_side_of_the_box_never_reaches_the_reference(name):
    reached, waiting = set(), [name]
    while waiting:
        current = waiting.pop()
        if current not in reached:
            reached.add(current)
            waiting += needed_parts(current)
    assert not reached & SECRETS


def test_the_reference_needs_nothing_but_numpy_and_the_course():
    found = {i.split(".")[0] for name in OURS if part(name) == "truth" for i in needs(name)}
    assert found <= sys.stdlib_module_names | {"numpy", "downslope"}
