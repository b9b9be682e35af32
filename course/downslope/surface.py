"""The mountain with two knobs: a contour map, the same in 3-D, and up to five hikers on it.

`SurfaceMountain` (03, 11) is driven by the student's own functions. Python computes every number.
When the learning-rate slider gets the focus the view asks once for a *sweep*, the trails at all
positions of that slider, and dragging only looks them up.
"""

from __future__ import annotations

import time

import numpy as np
import traitlets

from downslope import maps, party, snippet, surfaces, trails, walk
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

SIGHTS = (0.35, 0.22, 0.14, 0.08)  # how far a hiker in fog sees, beside the width of the map


class SurfaceMountain(Demo):
    """A descent over two knobs, on a map and in 3-D, with its losses and 100 random directions.

    `gradient` is the student's numerical_gradient(f, w) -> (2,); without it the surface's own
    gradient is used. `hikers` says who walks, all from the same start:

    - a number, 1 to 5: so many hikers with the rule w − lr·gradient, each with a learning rate;
    - a dict name -> function, or name -> (function, learning rate). A function that needs three
      arguments is a step(w, grad, lr) -> (2,), one that needs four a
      descend(grad_f, w0, lr, n_steps) -> (n_steps + 1, 2).

    `descend` is short for hikers={its name: descend}; the view then says where a step breaks the
    rule. `lr` is one learning rate for all hikers or a list of one each. `directional` is the
    student's directional_slope(grad, u) for the 100 random directions. `marks` are places with
    numbered flags, for predictions: all arrows are then hidden until the learner asks for them.

    Traits: `start`, `lrs`, `chosen` (the hiker in hand), `at` (the step that is shown), `preset`,
    `view`, `pace`, `log`, `reveal` (arrows), `sight` (None, or how far one sees in the fog) and
    `guess` (None, or a learner's flag: the chosen hiker will end there). `state` and `hide` are a
    teacher's: how the demo stands at first, and controls that are not there.
    """

    _esm = module("surface.js")
    _css = style("surface.css", "share.css")

    start = traitlets.List(traitlets.Float()).tag(sync=True)
    lrs = traitlets.List(traitlets.Float()).tag(sync=True)
    chosen = traitlets.Int(0).tag(sync=True)
    at = traitlets.Int(0).tag(sync=True)
    preset = traitlets.Unicode().tag(sync=True)
    view = traitlets.Enum(("map", "relief"), "map").tag(sync=True)
    log = traitlets.Bool(False).tag(sync=True)
    reveal = traitlets.Bool(True).tag(sync=True)
    pace = traitlets.Enum(("slow", "normal", "fast"), "normal").tag(sync=True)
    sight = traitlets.Float(None, allow_none=True).tag(sync=True)
    guess = traitlets.List(traitlets.Float(), None, 2, 2, allow_none=True).tag(sync=True)
    scene = traitlets.Dict().tag(sync=True)
    run = traitlets.Dict().tag(sync=True)

    STATE = ("preset", "start", "lrs", "chosen", "at", "view", "pace", "log", "reveal", "sight",
             "guess")  # fmt: skip
    CONTROLS = ("landscape", "view", "hikers", "walk", "pace", "arrows", "flag", "log",
                "directions", "lr", "fog", "table", "share")  # fmt: skip

    def __init__(
        self,
        surface=surfaces.ravine,
        *,
        descend=None,
        gradient=None,
        directional=None,
        hikers=1,
        start=None,
        lr=None,
        n_steps=40,
        marks=(),
        state=None,
        **traits,
    ):
        self.surface, self.n_steps = surface, int(n_steps)
        self._gradient, self._directional = gradient, directional
        self._descend = descend
        self._choices = {s.name: s for s in (surface, *surfaces.PRESETS.values())}
        self._marks = [[float(x), float(y)] for x, y in marks]
        self.hikers, own = party.who(hikers if descend is None else {name_of(descend): descend})
        if lr is None:
            limit = surface.stability_limit
            lr = 0.05 if limit is None else float(f"{0.8 * limit:.2g}")
        lrs = [float(v) for v in np.broadcast_to(lr, len(self.hikers))]
        if isinstance(hikers, int) and np.ndim(lr) == 0:
            lrs = [float(f"{v / 3**k:.1g}") if k else v for k, v in enumerate(lrs)]
        lrs = [rate if set_ is None else float(set_) for rate, set_ in zip(lrs, own, strict=True)]
        start = [float(v) for v in (surface.start if start is None else start)]
        traits = {"reveal": not self._marks, **traits}
        super().__init__(start=start, lrs=lrs, preset=surface.name, **traits)
        self._set_scene()
        self._set_run()
        self.observe(self._change_preset, "preset")
        self.observe(lambda _change: self._set_run(), ["start", "lrs", "guess", "chosen"])
        self.restore(state)

    @traitlets.validate("lrs")
    def _check_lrs(self, proposal):
        rates = proposal["value"]
        if len(rates) != len(self.hikers) or not all(0 < rate < np.inf for rate in rates):
            raise ValueError(f"Each hiker needs a learning rate, a positive number: {rates}.")
        return rates

    @traitlets.validate("chosen")
    def _check_chosen(self, proposal):
        return min(max(0, proposal["value"]), len(self.hikers) - 1)

    # ---- the numbers

    def gradient(self, w) -> np.ndarray:
        """Return the gradient (2,) at w, by the student's function if there is one."""
        if self._gradient is None:
            return self.surface.gradient(w)
        return call_array(self._gradient, (2,), self.surface, np.array(w, dtype=np.float64))

    def gradients(self, path) -> np.ndarray:
        """Return the gradient at each place of a path, same shape. Raises Trouble."""
        if self._gradient is None:
            return self.surface.gradient(path)
        return np.array([self.gradient(w) for w in path])

    def path(self, name: str, lr: float, start) -> np.ndarray:
        """Return the places (n_steps + 1, 2) of a hiker. Raises Trouble."""
        return party.path(self.hikers[name], self.gradient, lr, start, self.n_steps)

    def compute(self, name: str, lr: float, start) -> tuple[np.ndarray, str, str]:
        """Return (trail (n_steps + 1, 8), verdict, trouble) of a hiker.

        With trouble, the trail holds only the start and the rest is nan: the terrain stays.
        """
        plain = self.hikers[name] is None or self._descend is not None
        try:
            path = self.path(name, lr, start)
            trail = trails.rows(path, self.surface, self.gradients, lr if plain else None)
        except Trouble as trouble:
            trail = np.full((self.n_steps + 1, len(trails.COLUMNS)), np.nan)
            trail[0, :3] = *start, self.surface(start)
            return trail, "", f"{trouble} So here is only the terrain."
        limit = self.surface.stability_limit if plain else None
        return trail, trails.verdict(trail, lr, limit, self._lowest), ""

    def walks(self, lrs, start) -> dict:
        """Return the trails of all hikers: rows (hikers, n_steps + 1, 8), verdicts, troubles."""
        found = [self.compute(name, lr, start) for name, lr in zip(self.hikers, lrs, strict=True)]
        rows, verdicts, troubles = zip(*found, strict=True)
        return {"rows": np.stack(rows), "verdicts": list(verdicts), "troubles": list(troubles)}

    def sweep(self, k: int, start) -> tuple[np.ndarray, list, list]:
        """Return hiker k's trails (positions, n_steps + 1, 8) at all learning rates, with words."""
        name, rates = list(self.hikers)[k], self.scene["rates"]
        table = np.full((len(rates), self.n_steps + 1, len(trails.COLUMNS)), np.nan)
        table[:, 0, :3] = *start, self.surface(start)
        verdicts, troubles = [""] * len(rates), [TOO_SLOW] * len(rates)
        deadline = time.monotonic() + SWEEP_SECONDS
        for i, rate in enumerate(rates):
            if time.monotonic() > deadline:
                break
            table[i], verdicts[i], troubles[i] = self.compute(name, rate, start)
        return table, verdicts, troubles

    def slopes(self, w, directions) -> tuple[np.ndarray, str]:
        """Return the directional slopes (n,) at w along unit directions (n, 2), and a trouble."""
        try:
            slope = self.gradient(w)
            if self._directional is None:
                return directions @ slope, ""
            return np.array([call_number(self._directional, slope, u) for u in directions]), ""
        except Trouble as trouble:
            return np.full(len(directions), np.nan), str(trouble)

    def answer(self, content: dict) -> None:
        """Send what the view asks for: a sweep, the trails from a new start, or 100 slopes."""
        state = {"preset": self.preset}
        if "sweep" in content:
            k, start = int(content["sweep"]), list(map(float, content["start"]))
            if not 0 <= k < len(self.hikers):
                return
            table, verdicts, troubles = self.sweep(k, start)
            words = {"rates": self.scene["rates"], "verdicts": verdicts, "troubles": troubles}
            self.send({"sweep": k, "start": start, **state, **words}, [table.tobytes()])
        elif "walks" in content:
            asked = {"start": content["start"], "lrs": content["lrs"]}
            found = self.walks(asked["lrs"], asked["start"])
            rows = found.pop("rows")
            self.send({"walks": True, **asked, **state, **found}, [rows.tobytes()])
        elif "slopes" in content:
            w = list(map(float, content["slopes"]))
            fan = trails.directions()
            slopes, trouble = self.slopes(w, fan)
            told = trails.compared(slopes, self.surface.gradient(w))
            words = {**told, "slopes": w, "trouble": trouble}
            self.send({**words, **state}, [slopes.tobytes(), fan.tobytes()])

    # ---- what the view draws

    def _set_scene(self):
        ground = maps.ground(self.surface)
        self._lowest = ground["low"]
        names = list(self.hikers)
        rates = np.concatenate([walk.learning_rates(also=rate) for rate in self.lrs])
        self.scene = {
            **ground,
            "title": self.surface.title,
            "formula": self.surface.formula,
            "loss": f"loss = {self.surface.labels[2]}",
            "limit": self.surface.stability_limit,
            "marks": [[*w, *map(float, self.surface.gradient(w))] for w in self._marks],
            "home": list(self.surface.start),
            "presets": [[choice.name, choice.title] for choice in self._choices.values()],
            "rates": np.unique(rates).tolist(),
            "names": names,
            "sights": [None, *self._sights(self.sight)],
            "plain": [self.hikers[n] is None or self._descend is not None for n in names],
            "width": len(trails.COLUMNS),
            "steps": self.n_steps,
        }

    def _sights(self, also: float | None = None) -> list[float]:
        """Return how far hikers may see in the fog of this surface, falling."""
        wide = np.ptp(self.surface.xlim)
        every = {float(f"{part * wide:.2g}") for part in SIGHTS} | ({also} - {None})
        return sorted(every, reverse=True)

    def _furnish(self):
        self._set_scene()
        self._set_run()

    def _set_run(self):
        found = self.walks(self.lrs, self.start)
        rows = found.pop("rows")
        k = self.chosen
        if self.guess is not None and not found["troubles"][k]:
            found["verdicts"][k] += " " + trails.missed(rows[k], self.guess, self.surface)
        state = {"start": self.start, "lrs": self.lrs, "preset": self.preset}
        self.run = {**state, **found, "rows": rows.tobytes()}
        self.status = self.words()

    def code(self) -> str:
        """Return Python that walks the trails that are shown, for a notebook."""
        slope = snippet.own(self._gradient, "numerical_gradient") if self._gradient else None
        who = zip(self.hikers.items(), self.lrs, strict=True)
        paths = {
            name: snippet.trail(function, function and party.arguments(function), slope, lr,
                                self.n_steps)
            for (name, function), lr in who
        }  # fmt: skip
        return snippet.trails(self.surface, self.start, paths, self.rows())

    def words(self) -> str:
        """Return how each hiker fares, in one or more sentences."""
        said = [t or v for t, v in zip(self.run["troubles"], self.run["verdicts"], strict=True)]
        if len(said) == 1:
            return said[0]
        return " ".join(f"{name}: {text}" for name, text in zip(self.hikers, said, strict=True))

    def _change_preset(self, change):
        sights = [None, *self._sights()]
        fog = sights.index(self.sight) if self.sight in sights else -1
        self.surface = self._choices[change["new"]]
        self._marks = []
        with self.hold_sync(), self.hold_trait_notifications():
            self.at, self.guess = 0, None
            self.sight = [None, *self._sights()][fog]
            self.start = list(self.surface.start)
        with self.hold_sync():
            self._furnish()

    def rows(self) -> np.ndarray:
        """Return the trails that are shown: (hikers, n_steps + 1, 8), see trails.COLUMNS."""
        shape = (len(self.hikers), self.n_steps + 1, len(trails.COLUMNS))
        return np.frombuffer(self.run["rows"]).reshape(shape)

    def picture(self):
        """Return the still picture: the map with the trails, and the losses."""
        return maps.mountain(self)

    def describe(self) -> str:
        """Return the picture in words: where the hikers start, and how they fare."""
        x, y, height, gx, gy = self.rows()[0, 0, :5]
        words = f"A map of {self.surface.formula}. From ({x:.2f}, {y:.2f}), height {height:.2f}"
        known = np.isfinite(gx) and self.reveal
        words += f", gradient ({gx:.2f}, {gy:.2f}). " if known else ". "
        rates = ", ".join(f"{n} {r:g}" for n, r in zip(self.hikers, self.lrs, strict=True))
        return f"{words}Learning rates: {rates}. {self.words()}"
