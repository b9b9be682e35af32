"""A real JupyterLab on loopback, Debian's Chromium, and notebooks opened in it (see driver.py).

Every test fails on an uncaught error, an error in the console, or a request that leaves this
machine. Pictures of the demos are kept in artefacts/ (ignored by git).
"""

from pathlib import Path

import pytest

from tests.browser import driver
from tests.browser.lab import lab


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
    with lab(tmp_path_factory.mktemp("lab")) as server:
        yield server


@pytest.fixture(scope="session")
def desk(chromium, server):
    """A JupyterLab, loaded once, in which one notebook after the other is opened."""
    context = chromium.new_context(**driver.WINDOW, reduced_motion="no-preference")
    desk = driver.Notebook(context, server)
    yield desk
    desk.close()
    context.close()


@pytest.fixture(scope="module")
def notebook(request, desk):
    """The notebook of a test file: its CELLS {name: code}, run; each but "imports" makes a demo."""
    cells = request.module.CELLS
    name = f"{request.module.__name__.split('.')[-1]}.ipynb"
    driver.write(desk.server.folder / name, cells.values())
    desk.open(name)
    desk.run()
    desk.names = [name for name in cells if name != "imports"]
    desk.ready(len(desk.names))
    return desk


@pytest.fixture
def part(notebook):
    """A function: the demo that a cell of the file has made, by the cell's name."""
    return lambda name: driver.Part(notebook, notebook.names.index(name))


@pytest.fixture(autouse=True)
def nothing_wrong(request):
    """After each test of a file's notebook: no error was uncaught or in the console."""
    yield
    if "notebook" in request.fixturenames:
        notebook = request.getfixturevalue("notebook")
        notebook.idle()
        notebook.nothing_wrong()
