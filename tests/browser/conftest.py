"""A real JupyterLab on loopback, Debian's Chromium, and a small driver for notebooks.

Every test fails on an uncaught error, an error in the console, or a request that leaves this
machine. Pictures of the demos are kept in artefacts/ (ignored by git).
"""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parents[2]
ARTEFACTS = ROOT / "artefacts"
CHROMIUM = os.environ.get("DOWNSLOPE_CHROMIUM") or shutil.which("chromium")
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --disable-dev-shm-usage"
).split()
SETTINGS = {
    "@jupyterlab/apputils-extension:notification": {
        "fetchNews": "false",
        "checkForUpdates": False,
        "doNotDisturbMode": True,
    },
    "@jupyterlab/docmanager-extension:plugin": {"autosave": False},
    # windowing would take outputs that are out of sight off the page
    "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"},
}
IDLE = """() => {
  const session = window.jupyterapp?.shell.currentWidget?.sessionContext;
  const kernel = session?.session?.kernel;
  return !!(session?.isReady && kernel?.connectionStatus === 'connected' && kernel.status === 'idle');
}"""
ERRORS = """() => window.jupyterapp.shell.currentWidget.content.widgets
  .filter((cell) => cell.model.type === 'code')
  .flatMap((cell) => cell.model.outputs.toJSON())
  .filter((output) => output.output_type === 'error')
  .map((output) => output.ename + ': ' + output.evalue)"""
RUN_ALL = """() => {
  window.ran = null;
  window.jupyterapp.commands.execute('notebook:run-all-cells')
    .then(() => { window.ran = true; }, (error) => { window.ran = String(error); });
}"""


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium():
    """The browser, or a skip that says what is missing."""
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    if not CHROMIUM:
        pytest.skip("no Chromium here: apt install chromium, or set DOWNSLOPE_CHROMIUM")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, headless=True, args=FLAGS)
        yield browser
        browser.close()


class Server:
    """A JupyterLab without any of the user's settings, on a free port, in a folder of its own."""

    def __init__(self, home: Path):
        self.folder, self.log = home / "notebooks", home / "server.log"
        settings = home / "settings"
        for folder in (self.folder, settings):
            folder.mkdir()
        (settings / "overrides.json").write_text(json.dumps(SETTINGS))
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
        command += ["--ip=127.0.0.1", f"--port={port}", "--ServerApp.port_retries=0"]
        command += ["--IdentityProvider.token=", "--ServerApp.disable_check_xsrf=True"]
        command += [f"--ServerApp.root_dir={self.folder}", "--LabApp.expose_app_in_browser=True"]
        command += ["--LabApp.extension_manager=readonly", "--LabApp.news_url="]
        command += [f"--LabApp.app_settings_dir={settings}"]
        places = {
            name: str(home / name.lower())
            for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")
        }
        environment = {**os.environ, **places, "IPYTHONDIR": str(home / "ipython")}
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                command, env=environment, stdout=log, stderr=subprocess.STDOUT
            )

    def wait(self):
        deadline = time.monotonic() + 90
        while True:
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{self.url}/api/status", timeout=2).close()
                return
            alive = self.process.poll() is None and time.monotonic() < deadline
            assert alive, self.log.read_text()[-4000:]
            time.sleep(0.1)  # polling a process that has no other sign of life

    def stop(self):
        with contextlib.suppress(OSError):
            with urllib.request.urlopen(f"{self.url}/api/kernels", timeout=5) as answer:
                kernels = json.load(answer)
            for kernel in kernels:
                address = f"{self.url}/api/kernels/{kernel['id']}"
                request = urllib.request.Request(address, method="DELETE")
                urllib.request.urlopen(request, timeout=10).close()
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@pytest.fixture(scope="session")
def server(chromium, tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("lab"))
    try:
        server.wait()
        yield server
    finally:
        server.stop()


class Notebook:
    """An open notebook: run it, look at it, keep a picture."""

    def __init__(self, page, server):
        self.page, self.server = page, server

    def open(self, *cells: str, name: str = "demo"):
        """Write a notebook of these code cells, open it and wait for its kernel."""
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])
        notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
        nbformat.write(notebook, self.server.folder / f"{name}.ipynb")
        self.visit(f"{name}.ipynb")
        return self

    def visit(self, path: str):
        """Open a notebook of the server's folder and wait for its kernel."""
        self.page.goto(f"{self.server.url}/doc/tree/{path}?reset", wait_until="domcontentloaded")
        ready = "() => window.jupyterapp && document.querySelector('.jp-NotebookPanel')"
        self.page.wait_for_function(ready, timeout=60_000)
        self.page.evaluate("() => window.jupyterapp.restored.then(() => true)")
        self.idle(60_000)

    def run(self):
        """Run all cells. Fails if one of them raises."""
        self.page.evaluate(RUN_ALL)
        self.page.wait_for_function("() => window.ran !== null", timeout=120_000)
        assert self.page.evaluate("window.ran") is True
        self.idle()
        assert self.page.evaluate(ERRORS) == []
        return self.page

    def idle(self, timeout=30_000):
        self.page.wait_for_function(IDLE, timeout=timeout)

    def keep(self, name: str, selector: str = ".downslope"):
        """Keep a picture of a demo among the artefacts."""
        ARTEFACTS.mkdir(exist_ok=True)
        self.page.locator(selector).first.screenshot(path=ARTEFACTS / f"{name}.png")

    def dark(self):
        """Switch JupyterLab to its dark theme."""
        change = "() => window.jupyterapp.commands.execute('apputils:change-theme', "
        self.page.evaluate(change + "{theme: 'JupyterLab Dark'})")
        self.page.wait_for_selector("body[data-jp-theme-light=false]", state="attached")

    def pixels(self, selector=".downslope canvas") -> str:
        """Return what a canvas shows, as a data address."""
        return self.page.evaluate("(s) => document.querySelector(s).toDataURL()", selector)

    def changed(self, before: str, selector=".downslope canvas"):
        """Wait until a canvas no longer shows `before`."""
        differs = "([s, old]) => document.querySelector(s).toDataURL() !== old"
        self.page.wait_for_function(differs, arg=[selector, before])

    def close(self):
        with contextlib.suppress(Exception):  # a page that has failed may have no kernel left
            self.page.evaluate(
                "() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()"
            )


@pytest.fixture
def page(chromium, server):
    """A page that remembers whatever should not happen, and fails the test for it."""
    context = chromium.new_context(
        viewport={"width": 1280, "height": 1100}, reduced_motion="no-preference", locale="en-GB"
    )
    page = context.new_page()
    page.set_default_timeout(20_000)
    wrong = []
    page.on("pageerror", lambda error: wrong.append(f"uncaught: {error}"))
    page.on("console", lambda m: m.type == "error" and wrong.append(f"console: {m.text}"))
    context.on(
        "request",
        lambda r: (
            r.url.startswith("http")
            and not r.url.startswith(server.url)
            and wrong.append(f"left this machine: {r.url}")
        ),
    )
    yield page
    context.close()
    assert wrong == []


@pytest.fixture
def notebook(page, server):
    notebook = Notebook(page, server)
    yield notebook
    notebook.close()
