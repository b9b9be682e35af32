"""The notebooks as students get them, nothing solved: every demo comes alive all the same."""

from pathlib import Path

import nbformat
import pytest

from tests.browser import driver

READY = "() => document.querySelectorAll('.downslope[data-ready]').length"
ERRORS = """() => window.jupyterapp.shell.currentWidget.content.widgets
  .filter((cell) => cell.model.type === 'code')
  .flatMap((cell) => cell.model.outputs.toJSON().map((o) => [cell.model.sharedModel.source, o]))
  .filter(([, output]) => output.output_type === 'error')
  .map(([source, output]) => [source, output.ename])"""
RUN_EACH = """() => {
  const {content} = window.jupyterapp.shell.currentWidget;
  window.ran = null;
  (async () => {
    for (let i = 0; i < content.widgets.length; i++) {
      content.activeCellIndex = i;
      await window.jupyterapp.commands.execute('notebook:run-cell');
    }
  })().then(() => { window.ran = true; }, (error) => { window.ran = String(error); });
}"""
DEMO = ("Mountain(", "BlameMap(", "Range(", "Hikers(", "Abacus(", "SignalFlow(")


def has_demo(path: Path) -> bool:
    cells = nbformat.read(path, as_version=4).cells
    return any(c.cell_type == "code" and any(d in c.source for d in DEMO) for c in cells)


NOTEBOOKS = [p for p in sorted(driver.ROOT.glob("course/[0-9]*/*.ipynb")) if has_demo(p)]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_demos_come_alive_before_anything_is_solved(open_notebook, path):
    notebook = open_notebook(f"released_{path.stem}", file=path, run=False)
    notebook.page.evaluate(RUN_EACH)
    notebook.page.wait_for_function("() => window.ran !== null", timeout=120_000)
    assert notebook.page.evaluate("window.ran") is True
    notebook.idle()
    notebook.page.wait_for_function(READY)
    shown = notebook.page.locator(".downslope")
    assert shown.count() > 0
    assert shown.count() == notebook.page.evaluate(READY)
    for i in range(shown.count()):
        assert len(shown.nth(i).locator(".downslope-status").text_content()) > 20
    for _source, name in notebook.page.evaluate(ERRORS):
        assert name in ("NotImplementedError", "NameError"), _source
    assert notebook.wrong == []
