"""The mountain: a hiker on a one-dimensional landscape, driven by the student's own functions.

`SlopeMountain` (01) shows one place, its slope and the next step; `DescentMountain` (02) a whole
descent with its losses. Python computes every number. When a slider gets the focus the view asks
once for a *sweep*, the runs at all positions of that slider, and dragging only looks them up.
"""

from __future__ import annotations

import time

import numpy as np
import traitlets

from downslope import landscapes, snippet, stills, walk
from downslope.demo import (
    SWEEP_SECONDS,
    TOO_SLOW,
    Demo,
    Trouble,
    call_array,
    call_number,
    module,
    name_of,
    style,
)  # fmt: skip

SIGHTS = (None, 2.0, 1.2, 0.8, 0.5, 0.3)  # how far the hiker sees; None: no fog


class Mountain(Demo):
    """What both mountains share: terrain, sliders, runs and sweeps.

    Traits: `start` and `lr` (floats, where the sliders stand), `at` (the step that is shown),
    `preset` (a landscape's name), `sight` (None or how far one sees), `reveal` (tangent and arrow),
    `pace` ("slow", "normal" or "fast"), `log` (the losses on a log scale), `guess` (None, or where
    a learner's flag stands: their prediction of where the walk ends). `state` and `hide` are a
    teacher's: how the demo stands at first, and controls that are not there.
    """

    _esm = module("mountain.js")
    _css = style("share.css")

    start = traitlets.Float().tag(sync=True)
    lr = traitlets.Float().tag(sync=True)
    at = traitlets.Int(0).tag(sync=True)
    preset = traitlets.Unicode().tag(sync=True)
    sight = traitlets.Float(None, allow_none=True).tag(sync=True)
    reveal = traitlets.Bool(True).tag(sync=True)
    pace = traitlets.Enum(["slow", "normal", "fast"], "normal").tag(sync=True)
    log = traitlets.Bool(False).tag(sync=True)
    guess = traitlets.Float(None, allow_none=True).tag(sync=True)
    scene = traitlets.Dict().tag(sync=True)
    run = traitlets.Dict().tag(sync=True)

    STATE = ("preset", "start", "lr", "at", "sight", "reveal", "pace", "log", "guess")
    CONTROLS = ("landscape", "walk", "pace", "arrows", "flag", "log", "lr", "start", "fog", "table",
                "share")  # fmt: skip
    kind = ""
    n_steps = 1

    def __init__(self, landscape, start, lr, marks=(), choices=(), state=None, **traits):
        self.landscape = landscape
        self._choices = {choice.name: choice for choice in (landscape, *choices)}
        self._marks = [float(x) for x in marks]
        super().__init__(start=start, lr=lr, preset=landscape.name, **traits)
        self._set_scene()
        self._set_run()
        self.observe(self._change_preset, "preset")
        self.observe(lambda _change: self._set_run(), ["start", "lr", "guess"])
        self.restore(state)

    def path(self, lr: float, start: float) -> np.ndarray:
        """Return the places of a walk (n_steps + 1,). Raises Trouble."""
        raise NotImplementedError

    def slopes(self, path: np.ndarray) -> np.ndarray:
        """Return the slope at each place of a path, same shape. Raises Trouble."""
        return self.landscape.slope(path)

    def compute(self, lr: float, start: float) -> tuple[np.ndarray, str, str]:
        """Return (run (n_steps + 1, 5), verdict, trouble) of a walk.

        With trouble, the run holds only the start and the rest is nan: the terrain stays.
        """
        try:
            run = walk.rows(self.path(lr, start), self.landscape, self.slopes, lr)
        except Trouble as trouble:
            run = np.full((self.n_steps + 1, len(walk.COLUMNS)), np.nan)
            run[0, :2] = start, self.landscape(start)
            return run, "", f"{trouble} So here is only the terrain."
        limit = self.landscape.stability_limit
        return run, walk.verdict(run, lr, limit, self._lowest), ""

    def sweep(self, axis: str, lr: float, start: float) -> tuple[np.ndarray, list, list]:
        """Return the runs at all positions of one slider, "lr" or "start"; the other one rests.

        The runs are float64 (positions, n_steps + 1, 5); a verdict and a trouble go with each.
        """
        here = {"lr": lr, "start": start}
        values = self.scene["axes"][axis]
        table = np.full((len(values), self.n_steps + 1, len(walk.COLUMNS)), np.nan)
        verdicts, troubles = [""] * len(values), [""] * len(values)
        deadline = time.monotonic() + SWEEP_SECONDS
        for i, value in enumerate(values):
            if time.monotonic() > deadline:
                troubles[i:] = [TOO_SLOW] * (len(values) - i)
                starts = values[i:] if axis == "start" else np.full(len(values) - i, start)
                table[i:, 0, 0], table[i:, 0, 1] = starts, self.landscape(np.asarray(starts))
                break
            table[i], verdicts[i], troubles[i] = self.compute(**{**here, axis: value})
        return table, verdicts, troubles

    def answer(self, content: dict) -> None:
        """Send the sweep of the axis that the view asks for, with the state it belongs to."""
        axis = content.get("sweep")
        if axis not in ("lr", "start"):
            return
        # the view says where its sliders stand: a drag is told only when it ends
        lr, start = float(content.get("lr", self.lr)), float(content.get("start", self.start))
        table, verdicts, troubles = self.sweep(axis, lr, start)
        state = {"lr": lr, "start": start, "preset": self.preset}
        found = {"values": self.scene["axes"][axis], "verdicts": verdicts, "troubles": troubles}
        self.send({"sweep": axis, **state, **found}, [table.tobytes()])

    def _set_scene(self):
        low, high = self.landscape.xlim
        grid = np.linspace(low, high, 481)
        hill = np.asarray(self.landscape(grid), dtype=np.float64)
        self._lowest = float(hill.min())
        room = float(np.ptp(hill)) or 1.0
        self.scene = {
            "kind": self.kind,
            "title": self.landscape.title,
            "formula": self.landscape.formula,
            "xlim": [low, high],
            "ylim": [float(hill.min()) - 0.14 * room, float(hill.max()) + 0.16 * room],
            "hill": hill.tobytes(),
            "limit": self.landscape.stability_limit,
            "marks": self._marks,
            "sights": [None, *sorted({*SIGHTS, self.sight} - {None}, reverse=True)],
            "presets": [[choice.name, choice.title] for choice in self._choices.values()],
            "axes": {
                "lr": walk.learning_rates(also=self.lr).tolist(),
                "start": walk.places(self.landscape.xlim, also=self.start).tolist(),
            },
            "labels": list(self.landscape.labels),
            "loss": f"loss = {self.landscape.labels[1]}",
            "columns": list(walk.COLUMNS),
            "steps": self.n_steps,
            "driver": self.driver(),
        }

    def driver(self) -> str:
        """Return whose function walks: its name, or nothing for the demo's own."""
        return ""

    def code(self):
        """Return Python that walks the run that is shown, for a notebook."""
        return snippet.snippet(self.landscape, self.walking(), self.rows())

    def _furnish(self):
        self._set_scene()
        self._set_run()

    def _set_run(self):
        run, verdict, trouble = self.compute(self.lr, self.start)
        if self.guess is not None and not trouble:
            verdict += " " + walk.missed(run, self.guess, self.landscape.xlim)
        state = {"lr": self.lr, "start": self.start, "preset": self.preset, "guess": self.guess}
        words = {"verdict": verdict, "trouble": trouble}
        self.run = {**state, "rows": run.tobytes(), **words}
        self.status = trouble or verdict

    def _change_preset(self, change):
        self.landscape = self._choices[change["new"]]
        with self.hold_sync():
            self.at, self.guess = 0, None
            self.start = self.landscape.start
            self._furnish()

    def rows(self) -> np.ndarray:
        """Return the run that is shown, (n_steps + 1, 5), columns as in walk.COLUMNS."""
        return np.frombuffer(self.run["rows"]).reshape(-1, len(walk.COLUMNS))

    def picture(self):
        """Return the still picture of the terrain and the walk."""
        return stills.mountain(self)

    def describe(self) -> str:
        """Return the picture in words: where the hiker stands, and how the walk ends."""
        x, height, slope = self.rows()[0, :3]
        words = f"A hiker on {self.landscape.formula} stands at x = {x:.2f}, height {height:.2f}"
        known = np.isfinite(slope) and self.reveal
        words += f", slope {slope:.2f}. " if known else ". "
        return words + (self.status if self.kind == "descent" or self.run["trouble"] else "")


class SlopeMountain(Mountain):
    """One place on a profile: tangent, arrow of length lr·|slope|, fog, steps one at a time.

    `derivative` is the student's numerical_derivative(f, x), `step` the student's
    step_1d(x, slope, lr); without them the landscape's own slope and the rule x − lr·slope walk.
    `fog=True` starts with a sight of ±0.3. `marks` are places with numbered flags, for
    predictions: the tangent and the arrow are then hidden until the learner asks for them.
    """

    kind = "slope"
    n_steps = 12

    def __init__(
        self,
        landscape=landscapes.valley,
        *,
        derivative=None,
        step=None,
        start=-1.5,
        lr=0.2,
        fog=False,
        marks=(),
        **traits,
    ):
        self._derivative, self._step = derivative, step
        marks = tuple(marks)
        first = {"sight": SIGHTS[-1] if fog else None, "reveal": not marks}
        super().__init__(landscape, start, lr, marks, **{**first, **traits})

    def slope(self, x: float) -> float:
        """Return the slope at x, by the student's derivative if there is one. Raises Trouble."""
        if self._derivative is None:
            return self.landscape.slope(x)
        return call_number(self._derivative, self.landscape, x)

    def slopes(self, path):
        """Return the slopes at the places of a path, same shape. Raises Trouble."""
        return np.array([self.slope(float(x)) for x in path])

    def path(self, lr, start):
        """Return the places of a walk of single steps, (n_steps + 1,). Raises Trouble."""
        if self._step is None:
            return walk.follow(lambda x: x - lr * self.slope(x), start, self.n_steps)
        return walk.follow(
            lambda x: call_number(self._step, x, self.slope(x), lr), start, self.n_steps
        )

    def driver(self):
        """Return the name of the student's step or derivative."""
        function = self._step or self._derivative
        return name_of(function) if function else ""

    def walking(self):
        """Return the Python expression that walks on `land`, step by step."""
        slope = "land.slope(x)"
        if self._derivative:
            slope = f"{snippet.own(self._derivative, 'numerical_derivative')}(land, x)"
        rule = f"x - {self.lr!r} * {slope}"
        if self._step:
            rule = f"{snippet.own(self._step, 'step_1d')}(x, {slope}, {self.lr!r})"
        return snippet.following(rule, self.start, self.n_steps)


class DescentMountain(Mountain):
    """A whole descent: learning rate, start, play and step, and the loss against the step.

    `descend` is the student's gradient_descent_1d(df, x0, lr, n_steps), which returns the path
    (n_steps + 1,); without it the rule x − lr·slope walks, up to the edge of the map.
    """

    kind = "descent"

    def __init__(
        self,
        landscape=landscapes.bowl,
        *,
        descend=None,
        start=-1.6,
        lr=0.1,
        n_steps=40,
        **traits,
    ):
        self._descend, self.n_steps = descend, int(n_steps)
        super().__init__(landscape, start, lr, choices=landscapes.PRESETS.values(), **traits)

    def path(self, lr, start):
        """Return the places of the descent, (n_steps + 1,). Raises Trouble."""
        slope = self.landscape.slope
        if self._descend is None:
            return walk.follow(lambda x: x - lr * slope(x), start, self.n_steps)
        return call_array(self._descend, (self.n_steps + 1,), slope, start, lr, self.n_steps)

    def driver(self):
        """Return the name of the student's function."""
        return name_of(self._descend) if self._descend else ""

    def walking(self):
        """Return the Python expression that walks down `land`."""
        if self._descend:
            name = snippet.own(self._descend, "gradient_descent_1d")
            return f"{name}(land.slope, {self.start!r}, {self.lr!r}, {self.n_steps})"
        return snippet.following(f"x - {self.lr!r} * land.slope(x)", self.start, self.n_steps)
