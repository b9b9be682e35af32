"""The notebooks of the course in a real JupyterLab: every demo comes alive, unsolved and solved.

Each assignment is tried in one go: the notebook as students get it and, below it and in the same
kernel, the solved one. All of them are opened in one JupyterLab, one after the other.
"""

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
# the places of cells that have drawn a picture, and no demo
DRAWN = f"""() => {{ {OUTPUTS}
  const places = [...outputs.keys()];
  return places.filter((i) => has(outputs[i], 'image/png') && !has(outputs[i], VIEW));
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


def run(desk, places):
    """Run the cells at these places, whatever becomes of the ones before."""
    desk.page.evaluate(RUN, list(places))
    desk.page.wait_for_function("() => window.ran !== null", timeout=120_000)
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
    run(desk, range(n))
    drawn = {released[i] for i in desk.page.evaluate(DRAWN)}  # no need to draw that again
    run(desk, [i for i in range(n, len(cells)) if cells[i] not in drawn])
    shown = desk.page.wait_for_function(SHOWN).json_value()
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
