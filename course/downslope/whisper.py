"""The whisper chain (10): how much of the blame arrives at each layer of a deep network.

A fresh network for every depth, activation and way to draw the weights; the loudness of a layer is
the root of the sum of the squared entries of dL/dW. The student's own `layer_grad_norms`, if given,
drives all of it. All combinations are measured at once when a slider is taken, so dragging only
looks them up.
"""

from __future__ import annotations

import time
from itertools import pairwise, product

import numpy as np
import traitlets
from matplotlib.figure import Figure

from downslope import take_home
from downslope.backprop import loss_and_grads
from downslope.demo import SWEEP_SECONDS, TOO_SLOW, Demo, Trouble, call_array, module, style

WIDTH = 32  # neurons of a hidden layer
DEPTHS = (1, 2, 3, 4, 6, 8, 10, 12)
ACTS = ("sigmoid", "tanh", "relu")
SPREADS = {
    "0.01": lambda n_in, n_out: 0.01,
    "xavier": lambda n_in, n_out: np.sqrt(2 / (n_in + n_out)),
    "he": lambda n_in, n_out: np.sqrt(2 / n_in),
    "1": lambda n_in, n_out: 1.0,
}
QUIET, LOUD = 1e-3, 10.0  # the lines in the picture, as in notebook 10
BLUE, VERMILLION, INK, PLUM = "#0072B2", "#BD4B00", "#26323A", "#8A3767"


def own_data() -> tuple[np.ndarray, np.ndarray]:
    """X (60, 20) and y (60,) of three classes, for a demo without data."""
    rng = np.random.default_rng(3)
    y = np.arange(60) % 3
    return rng.normal(size=(60, 20)) + 0.8 * rng.normal(size=(3, 20))[y], y


def said(value: float) -> str:
    """A loudness in words: 0.34, 5.1e-5."""
    if value == 0 or 0.01 <= value < 1000:
        return f"{value:.2g}"
    head, tail = f"{value:.1e}".split("e")
    return f"{head}e{int(tail)}".replace("e-", "e−")


class WhisperChain(Demo):
    """Bars of how loudly each layer hears the blame, on a scale of powers of ten.

    X (N, D), y (N,) int: the batch; without them a small one of its own. `norms` is the student's
    layer_grad_norms(params, X, y, acts) -> (L,).

    Traits: `depth` (hidden layers, one of DEPTHS), `act`, `init` (see SPREADS), `seed` of the
    weights. Raises ValueError for anything else.
    """

    _esm = module("whisper.js")
    _css = style("whisper.css", "share.css")

    depth = traitlets.Enum(DEPTHS, 8).tag(sync=True)
    act = traitlets.Enum(ACTS, "sigmoid").tag(sync=True)
    init = traitlets.Enum(tuple(SPREADS), "xavier").tag(sync=True)
    seed = traitlets.Int(0).tag(sync=True)
    scene = traitlets.Dict().tag(sync=True)
    run = traitlets.Dict().tag(sync=True)

    STATE = ("depth", "act", "init", "seed")
    CONTROLS = ("whisper", "draw", "depth", "act", "init", "table", "share")

    def __init__(self, X=None, y=None, *, norms=None, state=None, **traits):
        self._given = X, y
        self.X, self.y = own_data() if X is None else (np.array(X, float), np.array(y))
        if self.X.ndim != 2 or self.y.shape != self.X.shape[:1]:
            raise ValueError(
                f"WhisperChain needs X (N, D) and y (N,), but got {self.X.shape}, {self.y.shape}."
            )
        self._norms = norms
        scene = {
            "depths": DEPTHS,
            "acts": ACTS,
            "inits": list(SPREADS),
            "quiet": QUIET,
            "loud": LOUD,
            "most": max(DEPTHS) + 1,
        }
        super().__init__(scene=scene, **traits)
        self._set_run()
        self.observe(self._set_run, list(self.STATE))
        self.restore(state)

    def network(self, depth: int, init: str, seed: int) -> list[dict]:
        """Return fresh params with `depth` hidden layers of WIDTH neurons; its biases are 0."""
        rng = np.random.default_rng(seed)
        sizes = [self.X.shape[1], *[WIDTH] * depth, int(self.y.max()) + 1]
        return [
            {"W": SPREADS[init](a, b) * rng.normal(size=(a, b)), "b": np.zeros(b)}
            for a, b in pairwise(sizes)
        ]

    def measure(self, depth: int, act: str, init: str, seed: int) -> np.ndarray:
        """Return the loudness (depth + 1,) of every layer. Raises Trouble."""
        params, acts = self.network(depth, init, seed), [act] * depth
        if self._norms is not None:
            found = call_array(
                self._norms, (depth + 1,), params, self.X.copy(), self.y.copy(), acts
            )
            return np.abs(found)
        _, grads = loss_and_grads(params, self.X, self.y, acts)
        return np.array([np.sqrt(np.square(grad["W"]).sum()) for grad in grads])

    def words(self, norms, depth: int, act: str, init: str) -> str:
        """Say what the bars show."""
        name = f"{act}, weights {init}, {depth} hidden layer{'s' if depth > 1 else ''}"
        first, last = norms[0], norms[-2]
        text = f"{name}: layer 1 hears {said(first)}"
        if depth > 1:
            text += f", the last hidden layer {said(last)}"
            text += f" (ratio {said(first / last)})" if last else ""
        quiet, loud = int(np.sum(norms < QUIET)), int(np.sum(norms > LOUD))
        found = [
            f"{n} of {len(norms)} layers hear {how}"
            for n, how in ((quiet, f"less than {QUIET:g}"), (loud, f"more than {LOUD:g}"))
            if n
        ]
        return f"{text}. {'; '.join(found).capitalize() + '.' if found else ''}".strip()

    def look(self, depth: int, act: str, init: str, seed: int) -> dict:
        """Return {"norms", "words", "trouble"} of one network."""
        try:
            norms = self.measure(depth, act, init, seed)
        except Trouble as trouble:
            return {"norms": [], "words": str(trouble), "trouble": True}
        words = self.words(norms, depth, act, init)
        return {"norms": norms.tolist(), "words": words, "trouble": False}

    def answer(self, content: dict) -> None:
        """Send what all networks look like: depths, then activations, then weights."""
        if "sweep" not in content:
            return
        runs, deadline = [], time.monotonic() + SWEEP_SECONDS
        for depth, act, init in product(DEPTHS, ACTS, SPREADS):
            if time.monotonic() > deadline:
                runs.append({"norms": [], "words": TOO_SLOW, "trouble": True})
            else:
                runs.append(self.look(depth, act, init, self.seed))
        self.send({"sweep": self.seed, "runs": runs})

    def _set_run(self, _change=None):
        which = {"depth": self.depth, "act": self.act, "init": self.init, "seed": self.seed}
        self.run = {**which, **self.look(**which)}
        self.status = self.run["words"]

    def code(self):
        """Return Python that finds the numbers that are shown, for a notebook."""
        return take_home.whisper(self, self._given, self._norms)

    def picture(self) -> Figure:
        """Return the still picture: the bars."""
        figure = Figure(figsize=(7.2, 3.2), layout="constrained")
        axes, norms = figure.subplots(), np.array(self.run["norms"])
        if not len(norms):
            axes.text(0.5, 0.5, self.status, ha="center", wrap=True)
            axes.axis("off")
            return figure
        layers = np.arange(1, len(norms) + 1)
        low = 10.0 ** min(-6, np.floor(np.log10(max(norms.min(), 1e-30))) - 1)
        axes.bar(layers, np.maximum(norms, low), bottom=low, width=0.6, color=PLUM)
        for line, word, colour in ((QUIET, "quiet", BLUE), (LOUD, "loud", VERMILLION)):
            axes.axhline(line, color=colour, ls="--", lw=1)
            axes.text(0.45, line, word, color=colour, va="bottom", fontsize=8)
        for x, value in zip(layers, norms, strict=True):
            axes.text(x, max(value, low) * 1.3, said(value), ha="center", fontsize=7.5, color=INK)
        axes.set_yscale("log")
        axes.set(xlim=(0.4, len(norms) + 0.6), ylim=(low, max(100, norms.max() * 30)),
                 xlabel="layer (the loss is at the right)", ylabel="loudness of the blame",
                 xticks=layers)  # fmt: skip
        axes.set_xticklabels([*map(str, layers[:-1]), "output"])
        axes.set_title(f"{self.act}, weights {self.init}, {self.depth} hidden", fontsize=10)
        axes.spines[["top", "right"]].set_visible(False)
        return figure

    def describe(self) -> str:
        """Return the picture in words."""
        each = ", ".join(said(v) for v in self.run["norms"])
        heard = f" From layer 1 to the output: {each}." if each else ""
        return f"How loudly each layer hears the blame. {self.status}{heard}"
