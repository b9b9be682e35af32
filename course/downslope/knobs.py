"""Too many knobs (12): the two losses of a network that learns sloppy labels, for every setting.

Three sliders: hidden neurons, the price `lam` of large weights, the share `p_drop` that is dropped.
The student's own `train`, if given, does all the learning. Every position of a slider is trained
once when the slider is taken, so dragging only looks the curves up.
"""

from __future__ import annotations

import time
from functools import cache

import numpy as np
import traitlets
from matplotlib.figure import Figure

from downslope import take_home
from downslope.batches import minibatches
from downslope.data import digits
from downslope.demo import SWEEP_SECONDS, Demo, Trouble, call, module, style
from downslope.layers import (
    activation_forward,
    affine_forward,
    cross_entropy,
    forward,
    init_params,
)
from downslope.layers_backward import activation_backward, affine_backward, softmax_ce

WIDTHS = (2, 4, 8, 16, 32, 64, 128)
LAMS = (0.0, 0.001, 0.003, 0.01, 0.03, 0.1)
DROPS = (0.0, 0.2, 0.5, 0.8)
SLIDERS = {"width": WIDTHS, "lam": LAMS, "p_drop": DROPS}
EPOCHS, BATCH, LR = 80, 20, 0.2  # as in notebook 12
HIGHEST = 2.5  # the top of the chart; log(10) = 2.3 is the loss of a guess
BLUE, VERMILLION, INK, GREY = "#0072B2", "#BD4B00", "#26323A", "#8A949B"


@cache
def own_data() -> tuple[np.ndarray, ...]:
    """X (200, 64), y and y_true (200,), Xva (399, 64), yva (399,): 40 of 200 labels are wrong."""
    rng = np.random.default_rng(0)
    X, y_true, X_rest, y_rest = digits(200, rng)
    wrong, y = rng.permutation(200)[:40], y_true.copy()
    y[wrong] = (y[wrong] + rng.integers(1, 10, 40)) % 10
    return X, y, X_rest[:399], y_rest[:399], y_true


def mean_loss(params: list[dict], X, y) -> float:
    """The mean cross-entropy of a network with one hidden layer of relus."""
    return cross_entropy(forward(params, X, ["relu"])[0], y)


@cache
def own_run(width: int, lam: float, p_drop: float, sloppy: bool, seed: int):
    """(params, curves (EPOCHS, 2)) of a demo without a function of the student's, on own_data()."""
    X, y, Xva, yva, y_true = own_data()
    y, rng = (y if sloppy else y_true), np.random.default_rng(seed)
    first, last = init_params([X.shape[1], width, 10], rng)
    curves, shrink = [], 1 - LR * lam
    for _ in range(EPOCHS):
        for rows in minibatches(len(y), BATCH, rng):
            hidden, into = affine_forward(X[rows], **first)
            hidden, bent = activation_forward(hidden, "relu")
            mask = 1.0
            if p_drop:
                mask = np.where(rng.random(hidden.shape) < p_drop, 0, 1 / (1 - p_drop))
            guess, out_of = affine_forward(hidden * mask, **last)
            blame, dW_last, db_last = affine_backward(softmax_ce(guess, y[rows])[1], out_of)
            _, dW, db = affine_backward(activation_backward(blame * mask, bent), into)
            first = {"W": shrink * first["W"] - LR * dW, "b": first["b"] - LR * db}
            last = {"W": shrink * last["W"] - LR * dW_last, "b": last["b"] - LR * db_last}
        curves.append([mean_loss([first, last], *part) for part in ((X, y), (Xva, yva))])
    return [first, last], np.array(curves)


class TooManyKnobs(Demo):
    """The losses in training and in validation, epoch by epoch, and how many answers are right.

    train(X, y, width, rng, lam, p_drop) -> (params, curves (E, 2)): the student's own; with it come
    the data: X (N, D) and y (N,) to learn from, Xva and yva to look at, y_true (N,) the labels
    as they should be. Without it the demo trains on digits of its own.

    Traits: `width`, `lam`, `p_drop` (see WIDTHS, LAMS, DROPS), `sloppy` (with the wrong labels or
    with the right ones), `seed` of all luck. Raises ValueError if only some of the data are given.
    """

    _esm = module("knobs.js")
    _css = style("knobs.css", "share.css")

    width = traitlets.Enum(WIDTHS, 128).tag(sync=True)
    lam = traitlets.Enum(LAMS, 0.0).tag(sync=True)
    p_drop = traitlets.Enum(DROPS, 0.0).tag(sync=True)
    sloppy = traitlets.Bool(True).tag(sync=True)
    seed = traitlets.Int(1).tag(sync=True)
    scene = traitlets.Dict().tag(sync=True)
    run = traitlets.Dict().tag(sync=True)

    STATE = ("width", "lam", "p_drop", "sloppy", "seed")
    CONTROLS = ("train", "grey", "draw", "sloppy", "width", "lam", "p_drop", "table", "share")

    def __init__(
        self, train=None, X=None, y=None, Xva=None, yva=None, y_true=None, *, state=None, **traits
    ):
        given = (X, y, Xva, yva, y_true)
        if any((array is None) != (train is None) for array in given):
            raise ValueError("TooManyKnobs needs train, X, y, Xva, yva, y_true, or none of them.")
        self._train, self._known, self._given = train, {}, given
        self._data = own_data() if train is None else tuple(np.array(array) for array in given)
        scene = {**{name: list(values) for name, values in SLIDERS.items()}, "highest": HIGHEST}
        super().__init__(scene=scene, **traits)
        self._set_run()
        self.observe(self._set_run, list(self.STATE))
        self.restore(state)

    def learn(self, width: int, lam: float, p_drop: float, sloppy: bool, seed: int):
        """Return (params, curves (E, 2)) of one network. Raises Trouble."""
        if self._train is None:
            return own_run(width, lam, p_drop, sloppy, seed)
        X, y, _, _, y_true = (array.copy() for array in self._data)
        rng = np.random.default_rng(seed)
        try:
            params, curves = call(self._train, X, y if sloppy else y_true, width, rng, lam, p_drop)
            curves = np.array(curves, dtype=float)
        except Trouble as trouble:
            if "not written" in str(trouble):
                raise Trouble(WAITING[p_drop > 0]) from None
            raise
        except (TypeError, ValueError):
            raise Trouble("train should return two results, (params, curves).") from None
        if curves.ndim != 2 or curves.shape[1] != 2 or not len(curves):
            raise Trouble(f"curves should have the shape (epochs, 2), but has {curves.shape}.")
        if not np.isfinite(curves).all():
            raise Trouble("This network diverged: its losses are no numbers any more.")
        return params, curves

    def look(self, **which) -> dict:
        """Return the setting, its curves, its shares of right answers, and what they say."""
        key = tuple(which.values())
        if key not in self._known:
            self._known[key] = {**which, **self._look(which)}
        return self._known[key]

    def _look(self, which) -> dict:
        try:
            params, curves = self.learn(**which)
        except Trouble as trouble:
            return {"curves": [], "words": str(trouble), "trouble": True}
        X, y, Xva, yva, y_true = self._data
        y = y if which["sloppy"] else y_true
        answers = forward(params, X, ["relu"])[0].argmax(axis=1)
        new = forward(params, Xva, ["relu"])[0].argmax(axis=1)
        wrong = y != y_true
        seen = {
            "curves": curves.T.tolist(),
            "best": int(curves[:, 1].argmin()),
            "right": [float(np.mean(answers == y)), float(np.mean(new == yva))],
            "wrong": int(wrong.sum()),
            "by_heart": int(np.sum((answers == y)[wrong])),
            "trouble": False,
        }
        return {**seen, "words": words(which, seen)}

    def answer(self, content: dict) -> None:
        """Send the curves of every position of a slider, those near the present one first.

        What could not be trained within SWEEP_SECONDS is None; the next question finds it sooner.
        """
        name = content.get("sweep")
        if name not in SLIDERS:
            return
        here, deadline = self.state(), time.monotonic() + SWEEP_SECONDS
        values = SLIDERS[name]
        runs: list[dict | None] = [None] * len(values)
        at = values.index(here[name])
        for i in sorted(range(len(values)), key=lambda i: abs(i - at)):
            if time.monotonic() < deadline:
                runs[i] = self.look(**{**here, name: values[i]})
        self.send({"sweep": name, "at": here, "runs": runs})

    def _set_run(self, _change=None):
        self.run = self.look(**self.state())
        self.status = self.run["words"]

    def code(self):
        """Return Python that finds the numbers that are shown, for a notebook."""
        return take_home.knobs(self, self._train, zip(self._given, self._data, strict=True))

    def picture(self) -> Figure:
        """Return the still picture: both curves, and bars of what is right."""
        figure = Figure(figsize=(7.6, 3.2), layout="constrained")
        if self.run["trouble"]:
            figure.text(0.5, 0.5, self.status, ha="center", wrap=True)
            return figure
        chart, bars = figure.subplots(1, 2, width_ratios=(5, 2))
        (train, val), best = self.run["curves"], self.run["best"]
        chart.plot(train, color=BLUE, lw=2, label="training")
        chart.plot(val, "--", color=VERMILLION, lw=2, label="validation")
        chart.plot(best, val[best], "o", color=INK, label=f"lowest: epoch {best}")
        chart.set(xlabel="epoch", ylabel="loss", ylim=(0, HIGHEST), title=name_of(self.state()))
        chart.title.set_fontsize(10)
        chart.legend(fontsize=8, loc="upper right")
        heights, labels = list(self.run["right"]), ["right in\ntraining", "right in\nvalidation"]
        if self.run["wrong"]:
            heights.append(self.run["by_heart"] / self.run["wrong"])
            labels.append("wrong labels\nby heart")
        drawn = bars.bar(labels, heights, color=[BLUE, VERMILLION, GREY][: len(heights)], width=0.6)
        bars.bar_label(drawn, [f"{height:.1%}" for height in heights], fontsize=8)
        bars.set(ylim=(0, 1.1), yticks=[])
        bars.tick_params(labelsize=7)
        bars.spines[["top", "right", "left"]].set_visible(False)
        return figure

    def describe(self) -> str:
        """Return the picture in words."""
        return f"The loss in training and in validation, epoch by epoch. {self.status}"


WAITING = (
    "lam needs your l2_penalty (part 3), and it is not written yet.",
    "p_drop needs your dropout_forward and dropout_backward (part 4); one is not written yet.",
)


def name_of(which: dict) -> str:
    """A setting in words: 128 hidden neurons, lam 0.01, p_drop 0.5, clean labels."""
    brakes = [f"{name} {which[name]:g}" for name in ("lam", "p_drop") if which[name]]
    labels = "sloppy labels" if which["sloppy"] else "clean labels"
    return ", ".join([f"{which['width']} hidden neurons", *(brakes or ["no brake"]), labels])


def words(which: dict, seen: dict) -> str:
    """Say what the curves show: the end, the lowest point, the right answers, what it is called."""
    (train, val), best = np.array(seen["curves"]), seen["best"]
    text = f"{name_of(which)}: after {len(train)} epochs the loss is {train[-1]:.2f} in training, "
    text += f"{val[-1]:.2f} in validation, where it was lowest at epoch {best} ({val[best]:.2f}). "
    text += "Right: {:.1%} in training, {:.1%} in validation. ".format(*seen["right"])
    if seen["wrong"]:
        text += f"{seen['by_heart']} of {seen['wrong']} wrong labels are known by heart. "
    if val[-1] > 1.1 * val[best] and val[-1] > train[-1] + 0.1:
        return text + "Overfitting: the validation loss has turned round."
    if min(train[-1], val[-1]) > 1:
        return text + "Underfitting: both losses stay high."
    return text.strip()
