"""The wavefront (09): a network of four layers, and what is known at each moment of a gradient.

Values run forward and leave a cache at every step; blame walks back and leaves a gradient at every
layer. The demo can also do it the hasty way, in which each layer moves as soon as its gradient is
known; what is wrong then is marked. Every blame is *measured*: each step is wiggled alone, so the
demo knows no backward formula. The student's own `backward`, if given, is compared with it.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import traitlets

from downslope import stills_wavefront, take_home
from downslope.demo import Demo, Trouble, call, module, name_of, style
from downslope.gradcheck import numerical_gradient
from downslope.layers import activation_forward, affine_forward, cross_entropy, forward, softmax

SIZES, KIND, LR = (2, 3, 3, 3, 2), "tanh", 1.0
LAYERS = len(SIZES) - 1
TOLERANCE = 1e-6  # relative; a student's gradient further from the measured one is marked


def stages(layers: int = LAYERS) -> list[tuple[str, int]]:
    """The moments of one gradient: (what becomes known, in which layer), the first one is X."""
    there = [(name, n) for n in range(1, layers + 1) for name in ("Z", "A")][:-1]
    back = [(name, n) for n in range(layers, 0, -1) for name in ("dA", "dZ", "dW")][1:]
    return [("X", 0), *there, ("loss", layers), *back, ("step", 0)]


STAGES = stages()


def example_network() -> tuple[list[dict], np.ndarray, int]:
    """(params, x (1, 2), label) of the demo: fixed, and lively enough that all numbers show."""
    rng = np.random.default_rng(4)
    params = [
        {"W": rng.normal(size=(D, M)) * 1.1, "b": 0.4 * rng.normal(size=M)}
        for D, M in pairwise(SIZES)
    ]
    return params, np.array([[0.8, -1.2]]), 0


class Wavefront(Demo):
    """One example's walk through four layers and back, with a ledger of what is known.

    `backward` is the student's backward(params, caches, dlogits) -> grads; `state` how another one
    stood.

    Traits: `stage` (0 to 20, see STAGES), `hasty` (each layer moves as soon as its gradient is
    known, with learning rate 1).
    """

    _esm = module("wavefront.js")
    _css = style("network.css", "wavefront.css", "share.css")
    STATE = ("stage", "hasty")
    CONTROLS = ("walk", "hasty", "ledger", "share")

    stage = traitlets.Int(0).tag(sync=True)
    hasty = traitlets.Bool(False).tag(sync=True)
    net = traitlets.Dict().tag(sync=True)

    def __init__(self, *, backward=None, state=None, **traits):
        self._backward = backward
        self._params, self._X, self._label = example_network()
        super().__init__(**traits)
        self._set_net()
        self.observe(self._set_net, ["hasty"])
        self.restore(state)

    def run(self, hasty: bool) -> dict[str, list]:
        """Return every number of the walk, a list with one entry for each layer.

        Keys: W, Z, A (of the last layer: the probabilities), dZ, dW, db, moved (W after the step),
        and dA: what the layer hands on, the blame of the activation in front of it.
        """
        logits, caches = forward(self._params, self._X, [KIND] * (LAYERS - 1))
        y = np.array([self._label])
        blame = numerical_gradient(lambda Z: cross_entropy(Z, y), logits)
        names = ("dZ", "dW", "db", "dA", "moved")
        found: dict[str, list] = {name: [None] * LAYERS for name in names}
        for i in reversed(range(LAYERS)):
            X, W, b = caches[2 * i]
            blame = blame if i == LAYERS - 1 else self._through_gate(blame, caches[2 * i + 1][0])
            found["dZ"][i] = blame[0]
            found["dW"][i] = self._slope(lambda V, X=X, b=b: affine_forward(X, V, b)[0], W, blame)
            found["db"][i] = self._slope(lambda v, X=X, W=W: affine_forward(X, W, v)[0], b, blame)
            found["moved"][i] = W - LR * found["dW"][i]
            used = found["moved"][i] if hasty else W
            blame = self._slope(lambda V, W=used, b=b: affine_forward(V, W, b)[0], X, blame)
            found["dA"][i] = blame[0]
        found["W"] = [layer["W"] for layer in self._params]
        found["Z"] = [cache[0][0] for cache in caches[1::2]] + [logits[0]]
        found["A"] = [cache[0][0] for cache in caches[2::2]] + [softmax(logits)[0]]
        return found

    @staticmethod
    def _slope(step, at, blame):
        """How sum(blame * step(V)) changes with each entry of V, measured at V = at."""
        return numerical_gradient(lambda V: np.sum(blame * step(V)), at)

    def _through_gate(self, blame, Z):
        return self._slope(lambda V: activation_forward(V, KIND)[0], Z, blame)

    def _own(self, right: dict) -> tuple[dict[str, list], str]:
        """The student's dW and db, or nothing and a sentence about what went wrong."""
        if self._backward is None:
            return {}, ""
        _, caches = forward(self._params, self._X, [KIND] * (LAYERS - 1))
        name, shown = name_of(self._backward), "So here is the blame as measured by wiggling."
        try:
            grads = call(self._backward, self._params, caches, right["dZ"][-1][np.newaxis])
            own = {
                f"d{key}": [np.array(grads[i][key], dtype=float) for i in range(LAYERS)]
                for key in ("W", "b")
            }
        except Trouble as trouble:
            return {}, f"{trouble} {shown}"
        except (TypeError, ValueError, KeyError, IndexError):
            return {}, f'{name} has to return a list of {LAYERS} dicts {{"W", "b"}}. {shown}'
        for key, arrays in own.items():
            for i, array in enumerate(arrays):
                if array.shape != right[key][i].shape or not np.isfinite(array).all():
                    sizes = f"{right[key][i].shape} and finite numbers are needed"
                    return {}, f"In {name}'s answer {key}{i + 1} is unusable: {sizes}. {shown}"
        return own, ""

    def _wrong(self, found: dict, right: dict) -> list[str]:
        """Names such as "dZ2" of all blames that are not those of the network as it was."""
        wrong = []
        for name in ("dZ", "dA", "dW", "db"):
            for i in range(LAYERS):
                true = right[name][i]
                if np.max(np.abs(found[name][i] - true)) > TOLERANCE * np.max(np.abs(true)):
                    wrong.append(f"{name}{i + (name != 'dA')}")  # dA[i] is of the layer in front
        return wrong

    def words(self, wrong: list[str]) -> list[str]:
        """Return what the status line says at each of STAGES."""
        says = []
        for name, n in STAGES:
            if name == "X":
                text = "Nothing but the input is known. Press Next."
            elif name == "Z":
                text = (
                    f"Layer {n} mixes its input: Z{n}. Its input and its weights go into a cache."
                )
            elif name == "A":
                text = f"The activation bends it: A{n}. Z{n} goes into a cache."
            elif name == "loss":
                text = f"Softmax and the loss, {self.net_loss():.3f}. Here the wave turns."
            elif name == "dZ":
                before = "the loss" if n == LAYERS else f"dA{n} and the slope of the activation"
                text = f"dZ{n}, the blame of what layer {n} put out: from {before}."
            elif name == "dW":
                text = f"dW{n} and db{n}: dZ{n} times what came into layer {n}, from the cache."
                if self.hasty:
                    text += f" Layer {n} moves at once!"
            elif name == "dA":
                which = "the MOVED weights" if self.hasty else "the weights"
                text = f"dA{n}: dZ{n + 1} travels back through {which} of layer {n + 1}."
            elif self.hasty:
                text = "All layers have moved already, some of them by a wrong step."
            else:
                text = "All gradients are known. Only now all layers move, in one step."
            if f"{name}{n}" in wrong or (name == "dW" and f"db{n}" in wrong):
                text += " ⚠ It is not the gradient of the network that made this loss."
            says.append(text)
        return says

    def net_loss(self) -> float:
        """The loss of the example."""
        logits, _ = forward(self._params, self._X, [KIND] * (LAYERS - 1))
        return cross_entropy(logits, np.array([self._label]))

    def _set_net(self, _change=None):
        right = self.run(False)
        found = self.run(True) if self.hasty else dict(right)
        own, trouble = ({}, "") if self.hasty else self._own(right)
        found |= own
        wrong = self._wrong(found, right)
        words = self.words(wrong)
        self.net = {
            **{name: [array.tolist() for array in arrays] for name, arrays in found.items()},
            "right": {n: [a.tolist() for a in right[n]] for n in ("dZ", "dW", "dA")},
            "x": self._X[0].tolist(),
            "sizes": list(SIZES),
            "stages": [list(stage) for stage in STAGES],
            "loss": self.net_loss(),
            "label": self._label,
            "wrong": wrong,
            "words": [f"{trouble} {text}" if trouble else text for text in words],
        }
        self.status = self.net["words"][self.stage]

    def code(self):
        """Return Python that finds the numbers that are shown, for a notebook."""
        return take_home.wavefront(self, self._backward, KIND)

    def picture(self):
        """Return the still picture: the whole wave, moment by moment."""
        return stills_wavefront.wave(self.net)

    def describe(self) -> str:
        """Return the picture in words."""
        names = [f"{name}{n}" for name, n in STAGES[1:-1] if name != "loss"]
        turn = 2 * LAYERS - 1
        remark = f" Wrong, because layers moved too early: {', '.join(self.net['wrong'])}."
        return (
            f"A network of {LAYERS} layers. What becomes known, in this order: forward "
            f"{', '.join(names[:turn])}, the loss {self.net['loss']:.3f}; back "
            f"{', '.join(names[turn:])}; then all layers move.{remark if self.net['wrong'] else ''}"
        )
