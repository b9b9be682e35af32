"""A real JupyterLab on loopback, Debian's Chromium, and notebooks opened in it (see driver.py).

Every test fails on an uncaught error, an error in the console, or a request that leaves this
machine. Pictures of the demos are kept in artefacts/ (ignored by git).
"""

import shutil
from pathlib import Path

import pytest

from tests.browser import driver


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium():
    """The browser, or a skip that says what is missing."""
    pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    if not driver.CHROMIUM:
        pytest.skip("no Chromium here: apt install chromium, or set DOWNSLOPE_CHROMIUM")
    with driver.browser() as browser:
        yield browser


@pytest.fixture(scope="session")
def server(chromium, tmp_path_factory):
    with driver.lab(tmp_path_factory.mktemp("lab")) as server:
        yield server


@pytest.fixture(scope="session")
def open_notebook(chromium, server):
    """A function: open a notebook (its code cells, or a file) and run it."""
    opened = []
    # one context for all: JupyterLab is loaded from its cache then
    context = chromium.new_context(**driver.WINDOW, reduced_motion="no-preference")

    def open_(name: str, *, cells=(), file: Path | None = None, run=True) -> driver.Notebook:
        target = server.folder / f"{name}.ipynb"
        if file is not None:
            shutil.copy(file, target)
        else:
            driver.write(target, cells)
        opened.append(driver.Notebook(context, server))
        opened[-1].open(target.name)
        if run:
            opened[-1].run()
        return opened[-1]

    yield open_
    for notebook in opened:
        notebook.close()
    context.close()
