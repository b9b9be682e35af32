"""The boundary gallery (14): four models learn from the same points, and each shows its border.

Columns of pure noise can be added. What is drawn is the slice through each border where all of
them are 0, their mean. The student's own `knn_predict`, if given, is one of the four. All amounts
of noise are tried once when the slider is taken, so dragging only looks them up.
"""

from __future__ import annotations

import time

import numpy as np
import traitlets
from matplotlib.figure import Figure

from downslope.backprop import apply_update, loss_and_grads
from downslope.batches import minibatches
from downslope.data import clouds
from downslope.demo import SWEEP_SECONDS, Demo, Trouble, call_array, module, style
from downslope.layers import forward, init_params
from downslope.snippet import own

SHAPES = ("curved", "rings", "straight", "boxes")
NOISES = (0, 2, 5, 10, 20, 50)
MODELS = ("neighbours", "tree", "RBF SVM", "network")
TRAINING, TEST = 200, 300  # points
ACROSS, UP = 44, 26  # cells of the map
NEIGHBOURS = 5
PALE, BLUE, VERMILLION = ("#cfe6f5", "#fde3c0"), "#0072B2", "#BD4B00"


def neighbours(Xtr, ytr, X, k) -> np.ndarray:
    """The vote (n,) of the k nearest rows, for a demo without a function of the student's."""
    squared = np.square(X).sum(axis=1)[:, np.newaxis] - 2 * X @ Xtr.T + np.square(Xtr).sum(axis=1)
    nearest = np.argsort(squared, axis=1, kind="stable")[:, :k]
    return (2 * ytr[nearest].sum(axis=1) > k).astype(np.int64)


def tree(Xtr, ytr, X) -> np.ndarray:
    from sklearn.tree import DecisionTreeClassifier  # takes a second: only who shows it waits

    return DecisionTreeClassifier(random_state=0).fit(Xtr, ytr).predict(X)


def rbf_svm(Xtr, ytr, X) -> np.ndarray:
    from sklearn.svm import SVC

    return SVC().fit(Xtr, ytr).predict(X)


def network(Xtr, ytr, X) -> np.ndarray:
    """One hidden layer of 32 relus, momentum 0.9, 40 epochs in batches of 50."""
    rng = np.random.default_rng(0)
    params, speed = init_params([Xtr.shape[1], 32, 2], rng), None
    for _ in range(40):
        for rows in minibatches(len(ytr), 50, rng):
            _, grads = loss_and_grads(params, Xtr[rows], ytr[rows], ["relu"])
            speed = grads if speed is None else [
                {key: 0.9 * before[key] + grad[key] for key in grad}
                for before, grad in zip(speed, grads, strict=True)
            ]  # fmt: skip
            params = apply_update(params, speed, 0.1)
    return forward(params, X, ["relu"])[0].argmax(axis=1)


class BoundaryGallery(Demo):
    """Four maps of the same points, coloured by what four models answer there.

    knn: the student's knn_predict(Xtr (N, D), ytr (N,), X (n, D), k) -> (n,).

    Traits: `shape` of the clouds (see SHAPES), `noise` (columns of noise, one of NOISES), `seed` of
    the points. Raises TraitError for anything else.
    """

    _esm = module("gallery.js")
    _css = style("gallery.css", "share.css")

    shape = traitlets.Enum(SHAPES, "curved").tag(sync=True)
    noise = traitlets.Enum(NOISES, 0).tag(sync=True)
    seed = traitlets.Int(0).tag(sync=True)
    scene = traitlets.Dict().tag(sync=True)
    run = traitlets.Dict().tag(sync=True)

    STATE = ("shape", "noise", "seed")
    CONTROLS = ("noise", "play", "shape", "draw", "table", "share")

    def __init__(self, knn=None, *, state=None, **traits):
        self._knn, self._known = knn, {}
        scene = {"shapes": list(SHAPES), "noises": list(NOISES), "across": ACROSS, "up": UP}
        super().__init__(scene=scene, **traits)
        self._set_run()
        self.observe(self._set_run, list(self.STATE))
        self.restore(state)

    def points(self, shape: str, noise: int, seed: int):
        """Return (Xtr, ytr, Xte, yte, low, high): on one scale, and the corners of the map (2,).

        The first two columns are the same for every amount of noise.
        """
        X, y = clouds(shape, TRAINING + TEST, np.random.default_rng([seed, SHAPES.index(shape)]),
                      noise)  # fmt: skip
        X = (X - X[:TRAINING].mean(axis=0)) / X[:TRAINING].std(axis=0)
        plane = X[:TRAINING, :2]
        corners = plane.min(axis=0) - 0.2, plane.max(axis=0) + 0.2
        return X[:TRAINING], y[:TRAINING], X[TRAINING:], y[TRAINING:], *corners

    def models(self) -> dict:
        """Return name -> model(Xtr, ytr, X) for the four of them."""
        if self._knn is None:
            vote = lambda Xtr, ytr, X: neighbours(Xtr, ytr, X, NEIGHBOURS)  # noqa: E731
        else:
            vote = lambda *given: call_array(  # noqa: E731
                self._knn, (len(given[2]),), *(a.copy() for a in given), NEIGHBOURS
            )
        return dict(zip(MODELS, (vote, tree, rbf_svm, network), strict=True))

    def look(self, shape: str, noise: int, seed: int) -> dict:
        """Return the points, and of each model its map and its shares right; found once."""
        key = shape, noise, seed
        if key not in self._known:
            self._known[key] = {"shape": shape, "noise": noise, "seed": seed, **self._look(*key)}
        return self._known[key]

    def _look(self, *which) -> dict:
        Xtr, ytr, Xte, yte, low, high = self.points(*which)
        middles = [low + (high - low) * (np.arange(n) + 0.5)[:, np.newaxis] / n
                   for n in (ACROSS, UP)]  # fmt: skip
        plane = np.stack(np.meshgrid(middles[0][:, 0], middles[1][:, 1]), axis=-1).reshape(-1, 2)
        grid = np.hstack([plane, np.zeros((len(plane), Xtr.shape[1] - 2))])
        every, shown = np.vstack([Xtr, Xte, grid]), []
        for name, model in self.models().items():
            try:
                answers = model(Xtr, ytr, every)
            except Trouble as trouble:
                shown.append({"name": name, "cells": "", "trouble": str(trouble)})
                continue
            train, test = (float(np.mean(a == b)) for a, b in
                           zip(np.split(answers, [TRAINING, TRAINING + TEST]), (ytr, yte),
                               strict=False))  # fmt: skip
            cells = "".join("01"[int(answer == 1)] for answer in answers[TRAINING + TEST :])
            shown.append({"name": name, "cells": cells, "train": train, "test": test,
                          "trouble": ""})  # fmt: skip
        places = (Xtr[:, :2] - low) / (high - low)
        points = {"at": np.round(places, 4).tolist(), "labels": ytr.tolist()}
        return {"models": shown, "points": points, "words": words(which, shown)}

    def answer(self, content: dict) -> None:
        """Send all amounts of noise, those near the present one first.

        What could not be tried within SWEEP_SECONDS is None; the next question finds it sooner.
        """
        if "sweep" not in content:
            return
        deadline, here = time.monotonic() + SWEEP_SECONDS, NOISES.index(self.noise)
        runs: list[dict | None] = [None] * len(NOISES)
        for i in sorted(range(len(NOISES)), key=lambda i: abs(i - here)):
            if time.monotonic() < deadline or (self.shape, NOISES[i], self.seed) in self._known:
                runs[i] = self.look(self.shape, NOISES[i], self.seed)
        self.send({"sweep": f"{self.shape} {self.seed}", "runs": runs})

    def _set_run(self, _change=None):
        self.run = self.look(self.shape, self.noise, self.seed)
        self.status = self.run["words"]

    def code(self):
        """Return Python that finds the figures that are shown, for a notebook."""
        given = own(self._knn, "knn_predict") if self._knn else ""
        return f"""from downslope.gallery import BoundaryGallery

gallery = BoundaryGallery({given})
shown = gallery.look({self.shape!r}, {self.noise}, {self.seed})

for model in shown["models"]:
    print(f"{{model['name']:12}} training {{model['train']:.3f}}, test {{model['test']:.3f}}")
"""

    def picture(self) -> Figure:
        """Return the still picture: the four maps."""
        figure = Figure(figsize=(7.6, 4.6), layout="constrained")
        at, labels = np.array(self.run["points"]["at"]), np.array(self.run["points"]["labels"])
        maps = figure.subplots(2, 2)
        for axes, model in zip(maps.flat, self.run["models"], strict=True):
            axes.set(xticks=[], yticks=[], xlim=(0, 1), ylim=(0, 1))
            if model["trouble"]:
                axes.text(0.5, 0.5, model["trouble"], ha="center", wrap=True, fontsize=8)
                continue
            cells = np.array(list(model["cells"]), dtype=int).reshape(UP, ACROSS)
            axes.contourf(np.linspace(0, 1, ACROSS), np.linspace(0, 1, UP), cells,
                          levels=[-0.5, 0.5, 1.5], colors=PALE)  # fmt: skip
            for label, marker, colour in ((0, "o", BLUE), (1, "^", VERMILLION)):
                axes.plot(*at[labels == label].T, marker, color=colour, ms=3)
            axes.set_title(f"{model['name']}: right in the test {model['test']:.3f}", fontsize=9)
        for below, beside in zip(maps[1], maps[:, 0], strict=True):
            below.set_xlabel("column 0", fontsize=9)
            beside.set_ylabel("column 1", fontsize=9)
        figure.supxlabel("circles: class 0, triangles: class 1; behind them the answer", fontsize=9)
        return figure

    def describe(self) -> str:
        """Return the picture in words."""
        return f"The borders that four models draw between two groups of points. {self.status}"


def words(which: tuple, shown: list[dict]) -> str:
    """Say how often each model is right, and which is best."""
    shape, noise, _ = which
    text = f"{shape}, {noise} columns of noise. Right in the test: "
    fine = [model for model in shown if not model["trouble"]]
    text += ", ".join(f"{model['name']} {model['test']:.3f}" for model in fine) + ". "
    best = max(model["test"] for model in fine)
    text += "Best: " + " and ".join(m["name"] for m in fine if m["test"] == best) + ". "
    return (text + " ".join(model["trouble"] for model in shown if model["trouble"])).strip()
