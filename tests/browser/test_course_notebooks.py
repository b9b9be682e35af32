"""The solved notebooks of the course in a real JupyterLab: every demo of theirs comes alive."""

from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parents[2]
ARTEFACTS = ROOT / "artefacts"
DEMOS = ("SlopeMountain(", "DescentMountain(", "BlameMap(", "Abacus(")


def demos_in(path: Path) -> int:
    cells = nbformat.read(path, as_version=4).cells
    lines = [line for c in cells if c.cell_type == "code" for line in c.source.splitlines()]
    return sum(line.startswith(DEMOS) for line in lines)


NOTEBOOKS = [path for path in sorted(ROOT.glob("solutions/*/*.ipynb")) if demos_in(path)]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_demo_of_the_notebook_runs(open_notebook, path):
    notebook = open_notebook(path.stem, file=path)
    ready = "(n) => document.querySelectorAll('.downslope[data-ready]').length === n"
    notebook.page.wait_for_function(ready, arg=demos_in(path))
    ARTEFACTS.mkdir(exist_ok=True)
    parts = notebook.page.locator(".downslope")
    for i in range(parts.count()):
        parts.nth(i).screenshot(path=ARTEFACTS / f"{path.stem}_demo{i + 1}.png")
        assert parts.nth(i).get_attribute("data-ready") != "trouble"
    assert notebook.wrong == []
