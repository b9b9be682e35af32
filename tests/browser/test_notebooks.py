"""The notebooks of the course in a real JupyterLab: every demo comes alive, unsolved and solved.

Each assignment is tried in one go: the notebook as students get it and, below it and in the same
kernel, the solved one. Of both only those cells run that make what the demos use: the whole
notebooks are executed by other tests, without a browser.
"""

import ast
import re

import nbformat
import pytest

from tests.browser import driver

MADE = re.compile(r"^class (\w+)\((?:Demo|\w*Mountain)\):", re.MULTILINE)
NAMES = [name for file in sorted(driver.ROOT.glob("course/downslope/*.py"))
         for name in MADE.findall(file.read_text(encoding="utf-8"))]  # fmt: skip
DEMO = re.compile(rf"^(?:\w+ = )?(?:{'|'.join(NAMES)})\(", re.MULTILINE)
OUTPUTS = """const outputs = window.jupyterapp.shell.currentWidget.content.widgets.map(
  (cell) => cell.model.outputs?.toJSON() ?? []);
const has = (list, kind) => list.some(({data}) => data?.[kind]);
const VIEW = 'application/vnd.jupyter.widget-view+json';"""
# [place of the cell, how its demo is, what its status line says] of each demo, once all are drawn
SHOWN = f"""() => {{ {OUTPUTS}
  const {{widgets}} = window.jupyterapp.shell.currentWidget.content;
  const due = outputs.flat().filter((output) => has([output], VIEW)).length;
  const shown = widgets.flatMap((cell, i) =>
    [...cell.node.querySelectorAll('.downslope[data-ready]')].map((root) =>
      [i, root.dataset.ready, root.querySelector('.downslope-status').textContent]));
  return due > 0 && shown.length === due && shown;
}}"""
# [place of the cell, name of the error] of each cell that failed
FAILED = f"""() => {{ {OUTPUTS}
  return outputs.flatMap((list, i) => list.filter((output) => output.output_type === 'error')
    .map((output) => [i, output.ename]));
}}"""
RUN = """(places) => {
  const {content} = window.jupyterapp.shell.currentWidget;
  window.ran = null;
  (async () => {
    for (const i of places) {
      content.activeCellIndex = i;
      await window.jupyterapp.commands.execute('notebook:run-cell');
    }
  })().then(() => { window.ran = true; }, (error) => { window.ran = String(error); });
}"""


def code(path) -> list[str]:
    cells = nbformat.read(path, as_version=4).cells
    return [cell.source for cell in cells if cell.cell_type == "code"]


def demos(path) -> int:
    return sum(len(DEMO.findall(source)) for source in code(path))


def names(source: str) -> tuple[set[str], set[str]]:
    """The names that a cell makes or changes, and the names that it uses."""
    made, used = set(), set()
    for node in ast.walk(ast.parse(re.sub("^[%!].*", "", source, flags=re.MULTILINE))):
        match node:
            case ast.Name(name, ast.Load()):
                used.add(name)
            case ast.Name(name) | ast.FunctionDef(name) | ast.ClassDef(name):
                made.add(name)
            case ast.alias(name, asname):
                made.add(asname or name.split(".")[0])
            case ast.Attribute(ast.Name(name), _, ast.Store()):
                made.add(name)
            case ast.Subscript(ast.Name(name), _, ast.Store()):
                made.add(name)
    return made, used


def needed(cells: list[str]) -> list[int]:
    """The places of the cells with a demo, and of all that make what they use, directly or not."""
    told = [names(source) for source in cells]
    every = {i for i, source in enumerate(cells) if DEMO.search(source)}
    new = every
    while new:
        uses = [(i, name) for i in new for name in told[i][1]]
        new = {j for i, name in uses for j in range(i) if name in told[j][0]} - every
        every |= new
    return sorted(every)


def run(desk, places):
    """Run the cells at these places, whatever becomes of the ones before."""
    desk.page.evaluate(RUN, list(places))
    desk.wait("() => window.ran !== null", timeout=120_000)
    assert desk.page.evaluate("window.ran") is True
    desk.idle()


NOTEBOOKS = [path for path in sorted(driver.ROOT.glob("course/[0-9]*/*.ipynb")) if demos(path)]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_demos_come_alive_before_and_after_the_exercises_are_solved(desk, path):
    solved = driver.ROOT / "solutions" / path.stem / path.name
    released, key = code(path), code(solved)
    n, cells = len(released), [*released, *key]
    driver.write(desk.server.folder / path.name, cells)
    desk.open(path.name)
    run(desk, needed(released))
    run(desk, [n + i for i in needed(key)])
    shown = desk.wait(SHOWN).json_value()
    for cell, error in desk.page.evaluate(FAILED):
        assert error in ("NotImplementedError", "NameError"), cells[cell]
        assert cell < n, cells[cell]  # not written yet; in the solved notebook everything is
    assert all(len(said) > 20 for _cell, _ready, said in shown)
    alive = [(i, ready) for i, (cell, ready, _said) in enumerate(shown) if cell >= n]
    assert 0 < len(shown) - len(alive) <= demos(path)
    assert len(alive) == demos(solved)
    for k, (i, ready) in enumerate(alive, 1):
        assert ready != "trouble"
        driver.Part(desk, i).keep(f"{path.stem}_demo{k}")
    desk.nothing_wrong()
