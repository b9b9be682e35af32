"""Debian's Chromium, a notebook open in it, and a demo on its page: to test and to measure."""

import contextlib
import json
import os
import re
import shutil
import time
from pathlib import Path

import nbformat

from tests.browser.scripts import (
    ASK,
    AXE_SAYS,
    COVERED,
    ERRORS,
    HURRY,
    IDLE,
    NEXT,
    OVERTAKE,
    REMEMBER,
    RUN_ALL,
)

ROOT = Path(__file__).parents[2]
ARTEFACTS = ROOT / "artefacts"
CHROMIUM = os.environ.get("DOWNSLOPE_CHROMIUM") or shutil.which("chromium")
WINDOW = {"viewport": {"width": 1280, "height": 1100}, "locale": "en-GB"}
LOOK = 40  # ms between two looks at a condition
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"]
FLAGS += [f"--disable-{x}" for x in ("quic", "sync", "component-update", "background-networking")]


def write(target: Path, cells) -> None:
    """Write a notebook of code cells."""
    notebook = nbformat.v4.new_notebook(cells=list(map(nbformat.v4.new_code_cell, cells)))
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(notebook, target)


@contextlib.contextmanager
def browser():
    """Debian's Chromium under Playwright, headless."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, headless=True, args=FLAGS)
        yield chromium
        chromium.close()


class Notebook:
    """A notebook open in a page of its own: run it, look at it, keep a picture.

    `wrong` lists what should not happen: uncaught errors, errors in the console, and requests
    that leave this machine.
    """

    def __init__(self, context, server):
        self.server, self.wrong = server, []
        self.page = context.new_page()
        self.page.set_default_timeout(120_000)
        self.page.on("pageerror", lambda error: self.wrong.append(f"uncaught: {error}"))
        self.page.on("console", self._listen)
        self.page.on("request", self._watch)

    def _listen(self, message):
        if message.type == "error":
            self.wrong.append(f"console: {message.text}")

    def _watch(self, request):
        if request.url.startswith("http") and not request.url.startswith(self.server.url):
            self.wrong.append(f"left this machine: {request.url}")

    def open(self, path: str):
        """Open a notebook of the server's folder, instead of the last one; wait for its kernel."""
        if self.page.url.startswith(self.server.url):  # JupyterLab is there already
            self.page.evaluate(NEXT, path)
        else:
            address = f"{self.server.url}/doc/tree/{path}?reset"
            self.page.goto(address, wait_until="domcontentloaded")
            ready = "() => window.jupyterapp && document.querySelector('.jp-NotebookPanel')"
            self.wait(ready)
            self.page.evaluate("() => window.jupyterapp.restored.then(() => true)")
        self.idle()

    def run(self):
        """Run all cells. Fails if one of them raises."""
        self.page.evaluate(RUN_ALL)
        self.wait("() => window.ran !== null", timeout=240_000)
        assert self.page.evaluate("window.ran") is True
        self.idle()
        assert self.page.evaluate(ERRORS) == []

    def idle(self):
        self.wait(IDLE)

    def wait(self, condition: str, arg=None, timeout=None):
        """Wait for a JavaScript condition and return its value.

        To look in each frame would keep Chromium drawing frames, on a core that others need.
        """
        return self.page.wait_for_function(condition, arg=arg, timeout=timeout, polling=LOOK)

    def ready(self, demos: int):
        """Wait until so many demos have drawn themselves."""
        every = "(n) => document.querySelectorAll('.downslope[data-ready]').length === n"
        self.wait(every, arg=demos)

    def nothing_wrong(self):
        """Fail on what should not have happened since the last call."""
        wrong, self.wrong[:] = list(self.wrong), []
        assert wrong == []

    def theme(self, name: str):
        """Switch JupyterLab to its "Light" or "Dark" theme."""
        change = (
            "(name) => window.jupyterapp.commands.execute('apputils:change-theme', {theme: name})"
        )
        self.page.evaluate(change, f"JupyterLab {name}")
        body = f"body[data-jp-theme-light={'true' if name == 'Light' else 'false'}]"
        self.page.wait_for_selector(body, state="attached")
        # its splash screen lies over the page for a moment
        self.page.wait_for_selector("#jupyterlab-splash", state="detached")

    def python(self, expression: str) -> str:
        """Return what the notebook's kernel says to an expression: its repr, or its error."""
        self.page.evaluate(ASK, expression)
        self.wait("() => window.said !== null")
        return self.page.evaluate("window.said")

    def until(self, expression: str):
        """Wait until it is true in the kernel, which hears a moment later of what is done."""
        deadline = time.monotonic() + 20
        while self.python(f"bool({expression})") != "True":
            assert time.monotonic() < deadline, f"never true: {expression}"

    def close(self):
        with contextlib.suppress(Exception):  # a page that has failed may have no kernel left
            self.page.evaluate(
                "() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()"
            )
        self.page.close()


class Part:
    """One demo on the page: the one at a place among all of them."""

    def __init__(self, notebook, place: int):
        self.notebook, self.page = notebook, notebook.page
        self.root = self.page.locator(".downslope").nth(place)
        self.root.scroll_into_view_if_needed()
        self.canvas = self.root.locator("canvas:visible").first
        self.status = self.root.locator(".downslope-status[role=status]")

    def violations(self) -> list[str]:
        """What axe-core finds wrong with the demo: labels, roles, contrast."""
        if not self.page.evaluate("'axe' in window"):
            from axe_playwright_python import __file__ as axe  # only here where there is a browser

            self.page.add_script_tag(path=Path(axe).with_name("axe.min.js"))
        return self.page.evaluate(AXE_SAYS, self.root.element_handle())

    def overlaps(self) -> list:
        """Pairs of labels of a network view of which one covers the other."""
        return self.root.evaluate(COVERED)

    def get(self, role, name):
        return self.root.get_by_role(role, name=name, exact=True)

    def wait(self, condition: str, arg=None):
        """Wait for a JavaScript condition on the demo's root element."""
        element = self.root.element_handle()
        self.notebook.wait(f"([root, arg]) => {condition}", [element, arg])

    def picture(self) -> str:
        return self.canvas.evaluate("(canvas) => canvas.toDataURL()")

    def changed(self, before: str):
        seen = "[...root.querySelectorAll('canvas')].find((canvas) => !canvas.hidden)"
        self.wait(f"{seen}.toDataURL() !== arg", before)

    def says(self, words: str):
        from playwright.sync_api import TimeoutError

        try:
            self.status.filter(has_text=re.compile(words)).wait_for()
        except TimeoutError:
            raise AssertionError(f"not {words!r} but {self.status_line()!r}") from None

    def remember(self):
        """From now on keep what passes by, for `showed`."""
        self.root.evaluate(REMEMBER)

    def showed(self, words: str):
        """Wait until its status line, a button or its data have held these words at any moment."""
        any_moment = "window.remembered.some((seen) => new RegExp(arg, 'm').test(seen))"
        self.wait(any_moment, words)

    def hurry(self, slider, places) -> list[dict]:
        """Move a slider to places one after the other, before Python can answer the first one.

        Returns the root's data at every moment from then on, until Python has told all.
        """
        self.remember()
        slider.evaluate(HURRY, places)
        self.notebook.idle()
        return [json.loads(seen.split("\n")[2]) for seen in self.page.evaluate("window.remembered")]

    def overtake(self, button: str):
        """Press a button twice and focus the first slider at once: its question, if it has one,
        overtakes the second change, which waits in the page for the answer to the first."""
        self.root.evaluate(OVERTAKE, button)
        self.notebook.idle()

    @contextlib.contextmanager
    def away_and_back(self, slider):
        """Drag a slider with the mouse and, after the block, let it go where it was taken."""
        box, was = slider.bounding_box(), slider.input_value()
        part = int(was) / int(slider.get_attribute("max"))
        x, y = box["x"] + 8 + (box["width"] - 16) * part, box["y"] + box["height"] / 2
        away = box["x"] + box["width"] * (0.2 if part > 0.5 else 0.8)
        mouse = self.page.mouse
        mouse.move(x, y)
        mouse.down()
        mouse.move(away, y, steps=3)
        assert slider.input_value() != was
        yield
        mouse.move(x, y, steps=3)
        mouse.up()
        assert slider.input_value() == was

    def pause_when(self, condition: str):
        """Have Pause pressed as soon as a JavaScript condition on its root holds.

        In the page itself: on a busy machine Play is over before a test has found the button.
        """
        self.root.evaluate(f"""(root) => new MutationObserver((_, watch) => {{
          if (!({condition})) return;
          watch.disconnect();
          [...root.querySelectorAll("button")].find((b) => b.textContent === "Pause").click();
        }}).observe(root, {{attributes: true, childList: true, subtree: true}})""")

    def status_line(self) -> str:
        return self.root.locator(".downslope-status").text_content()

    def keep(self, name: str):
        ARTEFACTS.mkdir(exist_ok=True)
        self.root.screenshot(path=ARTEFACTS / f"{name}.png")
