"""Signal flow (07): click a small network through, layer by layer, and turn any of its weights.

All numbers are computed in Python, by the student's `forward` or by the course's own. For a slider
the view asks once for a table of all its positions; dragging then only looks up a row.
"""

from __future__ import annotations

import numpy as np
import traitlets

from downslope import layers, stills, take_home
from downslope.demo import Demo, Trouble, call, module, name_of, style

MOST_NEURONS, MOST_COLUMNS = 6, 4  # that still fit the picture
REACH, STEPS = 3.0, 60  # a slider goes from -REACH to REACH in STEPS steps, wider if need be
TOLERANCE = 1e-6  # a student's logits further from ours are said to differ


class SignalFlow(Demo):
    """A network (affine, activation, …, affine, softmax) that is clicked through from the left.

    params: list of {"W": (D, M), "b": (M,)}; X: (N, D) float64; acts: the kinds of the hidden
    layers; y: (N,) int, the right classes, or None for a network without a loss. `forward` is the
    student's forward(params, X, acts) -> (logits, caches); it is asked about one example at a
    time. Raises ValueError for a network too large to draw.

    Traits: `example` (row of X), `stage` (0: the inputs; 2 l - 1: the sums of layer l; 2 l: what
    comes out of it), `chosen` ([layer, i, j], layers from 0: the weight at the slider), `edits`
    ([layer, i, j, value]: changed weights; unusable entries are dropped). `params` is never
    modified.
    """

    _esm = module("flow.js")
    _css = style("network.css", "flow.css", "share.css")

    example = traitlets.Int(0).tag(sync=True)
    stage = traitlets.Int(0).tag(sync=True)
    chosen = traitlets.List([0, 0, 0]).tag(sync=True)
    edits = traitlets.List().tag(sync=True)
    net = traitlets.Dict().tag(sync=True)

    STATE = ("example", "stage", "chosen", "edits")
    CONTROLS = ("example", "walk", "slider", "weights", "table", "share")

    def __init__(self, params, X, acts, y=None, *, forward=None, state=None, **traits):
        self._params = [{k: np.array(v, dtype=float) for k, v in layer.items()} for layer in params]
        self._X, self._acts = np.array(X, dtype=float), list(acts)
        self._y = None if y is None else np.array(y, dtype=int)
        self._forward = forward
        self.sizes = [self._X.shape[1], *(len(layer["b"]) for layer in self._params)]
        if max(self.sizes) > MOST_NEURONS or len(self.sizes) > MOST_COLUMNS:
            raise ValueError(
                f"The picture has room for {MOST_COLUMNS} columns of at most {MOST_NEURONS} "
                f"neurons, but this network has the sizes {self.sizes}. Hand in a smaller one."
            )
        super().__init__(**traits)
        self._before = None  # the numbers before the last edit
        self._set_net()
        self.observe(self._set_net, ["example"])
        self.observe(self._edited, ["edits"])
        self.restore(state)

    @traitlets.validate("edits")
    def _check_edits(self, proposal):
        return [list(edit) for edit in proposal["value"] if self._usable(*edit)]

    @traitlets.validate("chosen")
    def _check_chosen(self, proposal):
        return list(proposal["value"]) if self._usable(*proposal["value"]) else [0, 0, 0]

    def _usable(self, layer, i, j, value=0.0) -> bool:
        shapes = [params["W"].shape for params in self._params]
        inside = (
            0 <= layer < len(shapes) and 0 <= i < shapes[layer][0] and 0 <= j < shapes[layer][1]
        )
        return inside and bool(np.isfinite(value))

    def current_params(self) -> list[dict]:
        """Return a copy of the params with the edits made."""
        params = [{k: v.copy() for k, v in layer.items()} for layer in self._params]
        for layer, i, j, value in self.edits:
            params[layer]["W"][i, j] = value
        return params

    # ---- the numbers

    def flow(self, params) -> tuple[np.ndarray, str]:
        """Return all numbers of the chosen example in a row, and what is wrong with `forward`.

        The row: for each layer its sums z, then its answers a (of the last layer: the
        probabilities); then the loss, nan without `y`.
        """
        X = self._X[self.example : self.example + 1]
        own = layers.forward(params, X, self._acts)
        trouble = ""
        if self._forward is not None:
            own, trouble = self._students(params, X, own)
        logits, caches = own
        columns = []
        for layer in range(len(params) - 1):
            columns += [caches[2 * layer + 1][0], caches[2 * layer + 2][0]]
        columns += [logits, layers.softmax(logits)]
        loss = np.nan
        if self._y is not None:
            loss = layers.cross_entropy(logits, self._y[self.example : self.example + 1])
        return np.concatenate([np.ravel(c) for c in columns] + [[loss]]), trouble

    def _students(self, params, X, ours) -> tuple[tuple, str]:
        """Return the student's (logits, caches) where they can be shown, and what is wrong."""
        shown = "So here are the course's own numbers."
        given = [{k: v.copy() for k, v in layer.items()} for layer in params]
        try:
            answer = call(self._forward, given, X.copy(), list(self._acts))
        except Trouble as trouble:
            return ours, f"{trouble} {shown}"
        name = name_of(self._forward)
        try:
            logits, caches = answer
            logits = np.array(logits, dtype=float)
            found = [np.array(cache[0], dtype=float) for cache in caches]
        except (TypeError, ValueError, IndexError, KeyError):
            return ours, f"{name} has to return (logits, caches). {shown}"
        wanted = [np.asarray(cache[0]) for cache in ours[1]]
        if logits.shape != ours[0].shape:
            sizes = f"have shape {logits.shape}, but {ours[0].shape} is needed."
            return ours, f"The logits of {name} {sizes} {shown}"
        if [a.shape for a in found] != [a.shape for a in wanted]:
            return ours, f"{name} has to return a cache for each step, in order. {shown}"
        if not all(np.isfinite(a).all() for a in (logits, *found)):
            return ours, f"There is nan or inf among the numbers of {name}. {shown}"
        theirs = logits, [(a,) for a in found]
        if np.abs(logits - ours[0]).max() > TOLERANCE:
            said = (
                f"{name} gives the logits {_row(logits)}, but these weights make {_row(ours[0])}."
            )
            return theirs, f"{said} The picture shows yours."
        return theirs, ""

    def positions(self, layer: int, i: int, j: int) -> np.ndarray:
        """Return the values of a weight's slider; 0 is one of them, exactly."""
        reach = max(REACH, np.ceil(abs(self._params[layer]["W"][i, j])))
        return np.arange(-STEPS // 2, STEPS // 2 + 1) * (2 * reach / STEPS)

    def sweep(self, layer: int, i: int, j: int) -> np.ndarray:
        """Return the numbers at every position of a weight's slider, (positions, numbers)."""
        params = self.current_params()
        rows = []
        for value in self.positions(layer, i, j):
            params[layer]["W"][i, j] = value
            rows.append(self.flow(params)[0])
        return np.array(rows)

    def answer(self, content: dict) -> None:
        """Send the sweep table that the view asks for: {"sweep": [layer, i, j]}."""
        weight = content.get("sweep")
        if not isinstance(weight, list) or len(weight) != 3 or not self._usable(*weight):
            return
        table = np.ascontiguousarray(self.sweep(*weight))
        head = {"sweep": weight, "example": self.example, "edits": self.edits}
        self.send({**head, "values": self.positions(*weight).tolist()}, [table.tobytes()])

    # ---- the words

    def names(self) -> list[str]:
        """Return the name of each number of `flow`, in order."""
        names, last = [], len(self._params)
        for layer in range(1, last + 1):
            for letter in (f"z{layer}", f"a{layer}" if layer < last else "p"):
                names += [f"{letter}[{j}]" for j in range(self.sizes[layer])]
        return [*names, "loss"]

    def words(self, numbers: np.ndarray) -> list[str]:
        """Return what the status line says at each stage."""
        says = [f"Example {self.example} waits at the inputs. Press Forward to send it through."]
        for layer, kind in enumerate(self._acts, start=1):
            says.append(f"Each neuron of layer {layer} adds up input × weight, and its bias: z.")
            says.append(f"Each bends its sum: a = {kind}(z). This is what the next layer hears.")
        says.append("The last layer only adds up: its sums are the logits, and nothing bends them.")
        K = self.sizes[-1]
        shares = ", ".join(f"{p:.3f}" for p in numbers[-1 - K : -1])
        end = f"Softmax makes probabilities of the logits: {shares}."
        if self._y is not None:
            end += f" Right is class {self._y[self.example]}, so the loss is {numbers[-1]:.3f}."
        return [*says, end]

    def remark(self, numbers: np.ndarray) -> str:
        """Say what the last edit has moved, and why the output stands still if it does."""
        if self._before is None:
            return ""
        names, K = self.names(), self.sizes[-1]
        moved = np.flatnonzero(~np.isclose(numbers, self._before, 1e-12, 1e-12, equal_nan=True))
        output = [k for k in moved if k >= len(names) - 1 - K]
        inner = [names[k] for k in moved if names[k].startswith("a")]
        weights = ", ".join(f"W{n + 1}[{i}, {j}] = {v:.2f}" for n, i, j, v in self.edits)
        says = f"Changed: {weights}. " if weights else "All weights are as they were. "
        if output:
            k = max(output[:K], key=lambda k: abs(numbers[k] - self._before[k]))
            says += f"{_listed(inner)} moved, and the output: " if inner else "The output moved: "
            return says + f"{names[k]} from {self._before[k]:.3f} to {numbers[k]:.3f}."
        if not inner:
            return says + "No answer has moved."
        says += f"{_listed(inner)} moved, but the output stands still"
        deaf = [n for n in inner if self._unheard(n)]
        return says + (f": all weights that leave {_listed(deaf)} are 0." if deaf else ".")

    def _unheard(self, name: str) -> bool:
        """True if all weights that leave the hidden neuron of that name are 0."""
        layer, j = (int(n) for n in name[1:-1].split("["))
        return not self.current_params()[layer]["W"][j].any()

    def _edited(self, _change):
        self._before = np.array(self.net["numbers"], dtype=float)
        self._set_net()

    def _set_net(self, change=None):
        if change is not None:  # another example
            self._before = None
        params = self.current_params()
        numbers, trouble = self.flow(params)
        says = self.words(numbers)
        self.net = {
            "sizes": self.sizes,
            "kinds": self._acts,
            "weights": [layer["W"].tolist() for layer in params],
            "was": [layer["W"].tolist() for layer in self._params],
            "biases": [layer["b"].tolist() for layer in params],
            "x": self._X[self.example].tolist(),
            "numbers": [None if np.isnan(v) else v for v in numbers.tolist()],
            "positions": self.positions(*self.chosen).tolist(),
            "example": self.example,
            "edits": self.edits,
            "examples": len(self._X),
            "label": -1 if self._y is None else int(self._y[self.example]),
            "words": [f"{trouble} {text}" if trouble else text for text in says],
            "remark": "" if trouble else self.remark(numbers),
            "trouble": bool(trouble),
        }
        self.status = self.net["words"][min(self.stage, len(says) - 1)]

    def code(self):
        """Return Python that finds the numbers that are shown, for a notebook."""
        row = slice(self.example, self.example + 1)
        y = None if self._y is None else self._y[row]
        return take_home.flow(self, self._X[row], y, self._acts, self._forward)

    def picture(self):
        """Return the still picture: all weights and all numbers of the example."""
        return stills.flow(self.net)

    def describe(self) -> str:
        """Return the picture in words."""
        numbers = np.array(self.net["numbers"], dtype=float)
        shown = zip(self.names(), numbers, strict=True)
        answers = ", ".join(f"{n} = {v:.3f}" for n, v in shown if n[0] in "ap")
        sizes = ", ".join(map(str, self.sizes))
        return f"A network of the sizes {sizes}. Example {self.example}: {answers}."


def _row(logits) -> str:
    return "[" + ", ".join(f"{v:.2f}" for v in np.ravel(logits)) + "]"


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
