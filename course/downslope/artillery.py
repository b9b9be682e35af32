"""The artillery range (04): a gun, two knobs, a flag, and a gradient that can do the aiming.

The miss decides the loss, and the slope of the loss says which knob has how much leverage. The
student's own functions may drive it: what they say is believed, and compared with what the shell
really does.
"""

from __future__ import annotations

import time

import numpy as np
import traitlets
from matplotlib.figure import Figure

from downslope import aim, stills, take_home, walk
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
)

N_STEPS = 40
ANGLES = np.arange(2.0, 178.5) / 2  # degrees, of the slider
SPEEDS = np.arange(40.0, 140.5)  # m/s
LABELS = ["distance (km)", "height (km)"]  # of the axes
DOUBT = 1e-4  # a student's number that is off by more, beside the measured one, is marked


class ArtilleryRange(Demo):
    """A gun on flat ground without wind, and a flag `target` km away. The loss is miss² in km².

    `angle` is in degrees, as the knob is marked, and `speed` in m/s. The gradient turns only the
    `knobs` named there; the others are frozen. It counts the angle in radians and the speed in
    charges of 100 m/s, so that one learning rate `lr` serves both (see downslope.aim).

    `shell_range` is the student's shell_range(angle, speed) -> km, and `miss_gradient` the
    student's miss_gradient(angle, speed, target) -> (2,), the slope of (range − target)² per
    radian and per m/s; both are called with *radians* and m/s. Without them the demo fires the
    shell and looks where it lands, and turns each knob a little both ways.

    Traits beside these: `at` (−1: not fired yet; k: shots 0 to k are in the picture).
    Raises ValueError for a knob that the gun does not have.
    """

    _esm = module("artillery.js")
    _css = style("artillery.css", "share.css")

    angle = traitlets.Float().tag(sync=True)
    speed = traitlets.Float().tag(sync=True)
    target = traitlets.Float().tag(sync=True)
    lr = traitlets.Float().tag(sync=True)
    knobs = traitlets.List().tag(sync=True)
    at = traitlets.Int(-1).tag(sync=True)
    scene = traitlets.Dict().tag(sync=True)
    run = traitlets.Dict().tag(sync=True)

    STATE = ("target", "angle", "speed", "lr", "knobs", "at")
    CONTROLS = ("fire", "aim", "angle", "speed", "freeze", "lr", "table", "share")

    def __init__(
        self,
        *,
        shell_range=None,
        miss_gradient=None,
        angle=15.0,
        speed=100.0,
        target=0.8,
        lr=0.2,
        knobs=aim.KNOBS,
        state=None,
        **traits,
    ):
        self._range, self._gradient = shell_range, miss_gradient
        super().__init__(angle=angle, speed=speed, target=target, lr=lr, **traits)
        self.knobs = list(knobs)
        self._set_scene()
        self._set_run()
        self.observe(self._set_run, ["angle", "speed", "lr", "knobs", "target"])
        self.observe(self._set_scene, "target")
        self.restore(state)

    def _furnish(self):
        self._set_scene()
        self._set_run()

    @traitlets.validate("knobs")
    def _check_knobs(self, proposal):
        for knob in proposal["value"]:
            if knob not in aim.KNOBS:
                raise ValueError(f"The gun has no knob {knob!r}. Choose from {aim.KNOBS}.")
        return [knob for knob in aim.KNOBS if knob in proposal["value"]]

    def fired(self, angles, speeds) -> np.ndarray:
        """Return where the shells land, in km; the student's answer if there is one."""
        if self._range is None:
            return aim.landing(angles, speeds)
        return _each(lambda *a: call_number(self._range, *map(float, a)), angles, speeds)

    def slopes(self, angles, speeds, target) -> np.ndarray:
        """Return the slopes of the loss (r, 2) per radian and m/s; the student's if there are."""
        if self._gradient is None:
            return aim.gradient(angles, speeds, target, self.fired)
        rows = [call_array(self._gradient, (2,), float(a), float(s), target)
                for a, s in zip(angles, speeds, strict=True)]  # fmt: skip
        return np.array(rows).reshape(-1, 2)

    def shots(self, aims, lrs, n_steps=N_STEPS) -> np.ndarray:
        """Return the runs (R, n_steps + 1, 9) from `aims` (R, 2) in degrees and m/s, or raise."""
        aims = np.atleast_2d(aims) * [np.pi / 180, 1.0]
        return aim.shots(aims, self.target, lrs, n_steps, self.knobs, self.fired, self.slopes)

    def compute(self, angle: float, speed: float, lr: float) -> tuple[np.ndarray, str, str]:
        """Return (run (N_STEPS + 1, 9), verdict, trouble). With trouble only the aim is there."""
        try:
            [rows] = self.shots([angle, speed], lr)
        except Trouble as trouble:
            rows = np.full((N_STEPS + 1, len(aim.COLUMNS)), np.nan)
            rows[0, :2] = np.radians(angle), speed
            return rows, "", f"{trouble} So here is only the gun."
        return rows, aim.verdict(rows, lr, tuple(self.knobs)), ""

    def remark(self, rows: np.ndarray) -> str:
        """Say where the student's functions differ from what is measured; "" if nowhere."""
        rows = rows[: aim.last_shot(rows) + 1]
        if not len(rows):
            return ""
        angle, speed, there, *_rest, lands, _apex = rows.T
        wrong = np.flatnonzero(np.abs(there - lands) > DOUBT)
        if self._range is not None and len(wrong):
            k = wrong[0]
            return (
                f"Your {name_of(self._range)} says {there[k]:.3f} km for "
                f"{np.degrees(angle[k]):.1f}° and {speed[k]:.0f} m/s, but the shell comes down "
                f"at {lands[k]:.3f} km."
            )
        if self._gradient is None:
            return ""
        said = rows[:, 5:7]
        measured = aim.gradient(angle, speed, self.target) * aim.UNITS
        wrong = np.argwhere(np.abs(said - measured) > DOUBT * (1 + np.abs(measured)))
        if not len(wrong):
            return ""
        k, knob = wrong[0]
        unit = aim.UNITS[knob]
        return (
            f"Your {name_of(self._gradient)} says dL/d{aim.KNOBS[knob]} = "
            f"{said[k, knob] / unit:.5g} at shot {k}, but turning the knob measures "
            f"{measured[k, knob] / unit:.5g}."
        )

    def sweep(self, axis: str, angle: float, speed: float, lr: float):
        """Return the runs at all positions of one slider: "lr", whole; or a knob, the first shot.

        They are float64 (positions, shots, 9); a verdict and a trouble go with each.
        """
        values = np.array(self.scene["axes"][axis])
        n_steps = N_STEPS if axis == "lr" else 0
        here = {"angle": angle, "speed": speed, "lr": lr, axis: values}
        aims = np.column_stack(np.broadcast_arrays(values * 0 + here["angle"], here["speed"]))
        lrs = values * 0 + here["lr"]
        table = np.full((len(values), n_steps + 1, len(aim.COLUMNS)), np.nan)
        table[:, 0, :2] = aims * [np.pi / 180, 1.0]
        words, troubles = [""] * len(values), [""] * len(values)
        deadline = time.monotonic() + SWEEP_SECONDS
        own = self._range is None and self._gradient is None
        chunk = len(values) if own else 1
        for i in range(0, len(values), chunk):
            if time.monotonic() > deadline:
                troubles[i:] = [TOO_SLOW] * (len(values) - i)
                break
            try:
                table[i : i + chunk] = self.shots(aims[i : i + chunk], lrs[i : i + chunk], n_steps)
            except Trouble as trouble:
                troubles[i] = f"{trouble} So here is only the gun."
        for i, rows in enumerate(table):
            words[i] = "" if troubles[i] else aim.verdict(rows, lrs[i], tuple(self.knobs))
        return table, words, troubles

    def answer(self, content: dict) -> None:
        """Send the sweep of the slider that the view asks for, with the state it belongs to."""
        axis = content.get("sweep")
        if axis not in ("angle", "speed", "lr"):
            return
        state = {name: float(content.get(name, getattr(self, name))) for name in _STATE}
        table, verdicts, troubles = self.sweep(axis, **state)
        state.update(target=self.target, knobs=self.knobs, values=self.scene["axes"][axis])
        words = {"verdicts": verdicts, "troubles": troubles}
        self.send({"sweep": axis, "shots": table.shape[1], **state, **words}, [table.tobytes()])

    def code(self):
        """Return Python that finds the numbers that are shown, for a notebook."""
        return take_home.artillery(self, self._range, self._gradient, N_STEPS)

    def _set_scene(self, _change=None):
        wide = max(1.24, 1.35 * self.target)
        size = wide / 1.24
        self.scene = {
            "xlim": [-0.08 * size, wide],
            "ylim": [-0.1 * size, 0.488 * size],
            "axes": {
                "angle": np.unique(np.append(ANGLES, self.angle)).tolist(),
                "speed": np.unique(np.append(SPEEDS, self.speed)).tolist(),
                "lr": walk.learning_rates(0.01, 1.0, also=self.lr).tolist(),
            },
            "labels": LABELS,
            "columns": list(aim.COLUMNS),
            "charge": aim.CHARGE,
            "hit": aim.HIT,
            "steps": N_STEPS,
            "driver": name_of(self._range) if self._range else "",
        }

    def _set_run(self, _change=None):
        rows, verdict, trouble = self.compute(self.angle, self.speed, self.lr)
        state = {name: getattr(self, name) for name in (*_STATE, "knobs", "target")}
        words = {"verdict": verdict, "trouble": trouble, "remark": self.remark(rows)}
        self.run = {**state, **words, "rows": rows.tobytes()}
        self.status = trouble or verdict

    def rows(self) -> np.ndarray:
        """Return the run that is shown, (N_STEPS + 1, 9), columns as in aim.COLUMNS."""
        return np.frombuffer(self.run["rows"]).reshape(-1, len(aim.COLUMNS))

    def picture(self):
        """Return the still picture: the flight of every shot until the gradient has aimed."""
        figure = Figure(figsize=(7.2, 3.4))
        figure.subplots_adjust(0.1, 0.15, 0.98, 0.9)
        axes = figure.subplots()
        rows = self.rows()[: aim.last_shot(self.rows()) + 1]
        axes.axhspan(self.scene["ylim"][0], 0, color=stills.GROUND, linewidth=0)
        axes.axhline(0, color=stills.EDGE, linewidth=2)
        part = np.linspace(0, 1, 60)
        for k, (*_aim, lands, apex) in enumerate(rows):
            last = k == len(rows) - 1
            colour, width = (stills.VERMILLION, 2.2) if last else (stills.BLUE, 0.9)
            axes.plot(part * lands, 4 * apex * part * (1 - part), color=colour, lw=width)
            axes.plot(lands, 0, "o", color=colour, markersize=5 if last else 3.5, zorder=4)
        barrel = 0.05 * np.array([np.cos(np.radians(self.angle)), np.sin(np.radians(self.angle))])
        axes.plot(*np.outer(barrel, [0, 1]), color=stills.INK, lw=6, zorder=5)
        axes.annotate("flag", (self.target, 0), (0, 26), textcoords="offset points", ha="center",
                      bbox={"boxstyle": "round", "fc": "#FFF3D6", "ec": stills.ORANGE},
                      arrowprops={"arrowstyle": "-", "color": stills.ORANGE})  # fmt: skip
        axes.set(
            xlim=self.scene["xlim"], ylim=self.scene["ylim"], xlabel=LABELS[0], ylabel=LABELS[1]
        )
        title = f"from {self.angle:g}° and {self.speed:g} m/s      lr = {self.lr:g}"
        axes.set_title(title, fontsize=10, color=stills.INK)
        axes.spines[["top", "right"]].set_visible(False)
        return figure

    def describe(self) -> str:
        """Return the picture in words: the aim, the first miss, and how the aiming ends."""
        rows = self.rows()
        words = f"A gun at {self.angle:g}° and {self.speed:g} m/s, a flag at {self.target:g} km. "
        if aim.last_shot(rows) >= 0:
            _angle, _speed, there, miss, loss = rows[0, :5]
            side = "beyond" if miss > 0 else "short of"
            words += f"The first shell lands at {there:.3f} km, {abs(miss) * 1000:.0f} m {side} the"
            words += f" flag: loss {loss:.4f} km². "
        return words + self.status


_STATE = ("angle", "speed", "lr")


def _each(function, angles, speeds) -> np.ndarray:
    """Return function(angle, speed) for all pairs, in their shape."""
    flat = [function(a, s) for a, s in zip(np.ravel(angles), np.ravel(speeds), strict=True)]
    return np.array(flat, dtype=np.float64).reshape(np.shape(angles))
