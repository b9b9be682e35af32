"""The base that every demo stands on: a widget, its static twin, and a guard for student code.

A demo computes in Python and draws in the browser. Executed without a browser (grading, export,
a page on the web) it leaves a still picture with a text that says the same. A student's function
that raises, or returns something unusable, never empties a demo: the guard turns it into a
sentence for the status line.
"""

from __future__ import annotations

import base64
import html
import io
import json
import re
import threading
from pathlib import Path
from typing import ClassVar

import anywidget
import numpy as np
import traitlets
from IPython import get_ipython
from ipywidgets import Layout, widget_serialization
from ipywidgets.widgets.trait_types import InstanceDict
from matplotlib.figure import Figure

from downslope.quiet import quiet

SWEEP_SECONDS = 2.0  # a sweep with a slow function stops here, and says so
TOO_SLOW = "Your function is too slow to compute all positions of this slider."
STATIC = Path(__file__).parent / "static"
IMPORT = re.compile(r'^import [^;]*? from "\./([\w.]+)";\n', re.MULTILINE)


def module(name: str) -> str:
    """Return static/<name>, an ES module, with the modules that it imports put in front of it.

    The front end takes one module a widget. The files stay ordinary modules, which also work
    unchanged in a plain page; here each imported one is inlined once, without its `export`s.
    """
    seen: list[str] = []

    def visit(file: str, main: bool) -> str:
        if file in seen:
            return ""
        seen.append(file)
        text = (STATIC / file).read_text(encoding="utf-8")
        before = "".join(visit(other, False) for other in IMPORT.findall(text))
        text = IMPORT.sub("", text)
        return before + (text if main else re.sub(r"^export ", "", text, flags=re.MULTILINE))

    return visit(name, True)


def style(*own: str) -> str:
    """Return the style sheet that all demos share, and behind it a demo's own, static/<own>."""
    return "".join((STATIC / name).read_text(encoding="utf-8") for name in ("demo.css", *own))


class Trouble(Exception):
    """A sentence for the status line about a function that cannot drive the demo."""


def call(function, *args):
    """Return function(*args), quietly: prints are dropped and numpy's warnings are silenced.

    Raises Trouble with a sentence when the function raises.
    """
    try:
        with quiet(), np.errstate(all="ignore"):
            return function(*args)
    except NotImplementedError:
        raise Trouble(f"{name_of(function)} is not written yet.") from None
    except Exception as error:
        words = " ".join(str(error).split())
        said = f"{type(error).__name__}: {words}" if words else type(error).__name__
        raise Trouble(f"{name_of(function)} raised {said[:160].rstrip('.')}.") from None


def call_number(function, *args) -> float:
    """Return function(*args) as a float. Raises Trouble if it raises or is no finite number."""
    value = call(function, *args)
    if value is None:
        raise Trouble(f"{name_of(function)} returned None: is its return statement missing?")
    try:
        number = float(value)
    except (TypeError, ValueError):
        kind = type(value).__name__
        raise Trouble(f"{name_of(function)} returned a {kind}, but a number is needed.") from None
    if not np.isfinite(number):
        raise Trouble(f"{name_of(function)} returned {number}, which is no place on a map.")
    return number


def call_array(function, shape: tuple[int, ...], *args) -> np.ndarray:
    """Return function(*args) as float64 of `shape`. Raises Trouble if it raises or does not fit."""
    value = call(function, *args)
    if value is None:
        raise Trouble(f"{name_of(function)} returned None: is its return statement missing?")
    try:
        array = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError):
        kind = type(value).__name__
        raise Trouble(f"{name_of(function)} returned a {kind}, but an array is needed.") from None
    if array.shape != shape:
        got = f"an array of shape {array.shape}"
        raise Trouble(f"{name_of(function)} returned {got}, but {shape} is needed.")
    if np.isnan(array).any():
        raise Trouble(f"{name_of(function)} returned nan among its numbers.")
    return array


def name_of(function) -> str:
    """Return the name that a student knows a function by."""
    return getattr(function, "__name__", None) or type(function).__name__


def cell() -> tuple[str | None, str | None]:
    """Return the id of the notebook cell that runs now, and of this run; None where unknown."""
    shell = get_ipython()
    parent = shell.get_parent() if hasattr(shell, "get_parent") else {}
    return parent.get("metadata", {}).get("cellId"), parent.get("header", {}).get("msg_id")


def nobody_looks() -> bool:
    """Is the notebook executed by a machine: by nbconvert, nbgrader, papermill?

    All of them use nbclient, which names no cell in what it asks for, and keeps the history of its
    kernels in memory.
    """
    history = getattr(get_ipython(), "history_manager", None)
    return cell()[0] is None and getattr(history, "hist_file", "") == ":memory:"


class _Shown:
    """Part of a widget: tells the front end of itself only where there is one.

    What an executed notebook keeps of a widget is dead, and an export would prefer it to the still
    picture, and fetch a script from elsewhere to show it.
    """

    def open(self) -> None:
        if not nobody_looks():
            super().open()


class _Layout(_Shown, Layout):
    pass


class Demo(_Shown, anywidget.AnyWidget):
    """A widget with a static twin.

    A demo sets `_esm = module("….js")` and `_css = style()`, draws itself in `picture`, describes
    that picture in `describe`, and answers what its view asks for in `answer`. It names in `STATE`
    the traits that a learner sets, and in `CONTROLS` what a teacher may hide from them; the last
    line of its `__init__` is `self.restore(state)`.

    Traits: `status` (what the status line says at the end), `hide` (names out of `CONTROLS`).
    """

    STATE: ClassVar[tuple[str, ...]] = ()
    CONTROLS: ClassVar[tuple[str, ...]] = ()

    layout = InstanceDict(_Layout).tag(sync=True, **widget_serialization)
    status = traitlets.Unicode().tag(sync=True)
    hide = traitlets.List(traitlets.Unicode()).tag(sync=True)
    state_names = traitlets.List(traitlets.Unicode()).tag(sync=True)
    copies = traitlets.Int(0).tag(sync=True)  # how often "Copy as Python" has been pressed

    _made_in: ClassVar[dict[str, tuple[str, list[Demo]]]] = {}  # cell -> its last run's demos

    def __init__(self, **traits):
        self._shown_in = set()
        self._in_turn = threading.RLock()  # questions may come in one thread, changes in another
        super().__init__(**traits, state_names=list(self.STATE))
        self._replace_earlier()
        self.on_msg(lambda _widget, content, _buffers: self._hear(content))

    def _replace_earlier(self) -> None:
        """Close what an earlier run of this cell has made: Jupyter would keep it for ever."""
        here, run = cell()
        if here is None:
            return
        last, demos = self._made_in.get(here, (run, []))
        if last != run:
            for demo in demos:
                if demo._shown_in <= {here}:  # one shown elsewhere too is still looked at
                    demo.close()
            demos = []
        self._made_in[here] = (run, [*demos, self])

    def close(self) -> None:
        """Take the demo off every page, and let the front end forget it."""
        super().close()
        self.layout.close()
        vars(self).pop("_repr_mimebundle_", None)  # ipywidgets would let it never be shown again

    @traitlets.validate("preset")
    def _check_preset(self, proposal):
        """In a demo with a menu of landscapes these are in `_choices`, by their names."""
        if proposal["value"] not in self._choices:
            every = ", ".join(self._choices)
            raise ValueError(f"No landscape {proposal['value']!r} here. Choose from {every}.")
        return proposal["value"]

    @traitlets.validate("hide")
    def _check_hide(self, proposal):
        for name in proposal["value"]:
            if name not in self.CONTROLS:
                every = ", ".join(self.CONTROLS)
                raise ValueError(f"There is no control {name!r} to hide. Choose from {every}.")
        return proposal["value"]

    def state(self) -> dict:
        """Return how the demo stands, for `restore`, or for state=… when another one is made."""
        return {name: getattr(self, name) for name in self.STATE}

    def restore(self, state: dict | str | None) -> None:
        """Take on a state, or a part of one: a dict, or the JSON text that "Copy state" gives.

        Raises ValueError for a name that is no part of it, TraitError for a value that cannot be.
        """
        state = json.loads(state) if isinstance(state, str) else dict(state or {})
        strange = ", ".join(set(state) - set(self.STATE))
        if strange:
            raise ValueError(f"{strange}: no part of a state, which is {', '.join(self.STATE)}.")
        with self.hold_sync():
            for name in self.STATE:  # in this order: a landscape puts the hiker at its start
                if name in state:
                    setattr(self, name, state[name])
            if state:
                self._furnish()

    def _furnish(self) -> None:
        """Compute anew what depends on the state: sliders that can stand where it wants them."""

    def set_state(self, sync_data: dict) -> None:
        """Take on what the front end tells, and answer if it asks for Python.

        Unlike messages, changes never overtake each other: so this question is one, a count.
        """
        with self._in_turn:
            super().set_state(sync_data)
            if "copies" in sync_data:
                self.send({"code": self.code()})

    def _hear(self, content: dict) -> None:
        with self._in_turn:
            self.answer(content)

    def code(self) -> str:
        """Return Python that finds the numbers that are shown, for "Copy as Python"."""
        raise NotImplementedError

    def answer(self, content: dict) -> None:
        """Answer a question from the view, with `self.send`; without questions ignore it."""

    def picture(self) -> Figure:
        """Return the still picture: what the view shows when it opens."""
        raise NotImplementedError

    def describe(self) -> str:
        """Return the picture in words, for those who do not see it."""
        raise NotImplementedError

    def _repr_mimebundle_(self, **kwargs):
        self._shown_in.add(cell()[0])
        if self.comm is None:  # closed by a later run of its cell, and wanted again
            self.layout.open()
            self.open()
        data, metadata = ({}, {}) if self.comm is None else super()._repr_mimebundle_(**kwargs)
        png = io.BytesIO()
        self.picture().savefig(png, format="png", dpi=100, pil_kwargs={"compress_level": 6})
        source = base64.b64encode(png.getvalue()).decode("ascii")
        words = self.describe()
        alt = html.escape(words, quote=True)
        data["text/plain"] = words
        data["text/html"] = (
            f'<img alt="{alt}" style="max-width:100%" src="data:image/png;base64,{source}">'
        )
        return data, metadata
