"""The blame map (08): a network with one hidden layer, and who is to blame for its loss.

Forward, the numbers fill in from the inputs to the loss; backward, the blame dL/d(each number)
fills in from the loss to the first weights. Every blame is *measured*: the demo wiggles each number
and watches the loss, so it knows no backward formula. The student's own gradients, if given, are
shown on the edges and compared with the measured ones.
"""

from __future__ import annotations

import time

import numpy as np
import traitlets

from downslope import stills, take_home
from downslope.demo import SWEEP_SECONDS, Demo, Trouble, call, module, name_of, style
from downslope.gradcheck import numerical_gradient
from downslope.layers import activation_forward, affine_forward, softmax

STAGES = ("x", "z1", "a1", "z2", "loss", "dz2", "dW2", "da1", "dz1", "dW1")
LARGEST = (6, 6, 4)  # inputs, hidden neurons, classes that still fit the picture
TOLERANCE = 1e-5  # a student's number further from the measured one is marked


class BlameMap(Demo):
    """A two-layer network (affine, tanh, affine, softmax cross-entropy) and its blame.

    params: [{"W": (D, H), "b": (H,)}, {"W": (H, K), "b": (K,)}]; X: (N, D) float64; y: (N,) int.
    `grads` is the student's two_layer_grads(params, X, y) -> (loss, grads); it is asked about one
    example at a time. Raises ValueError for a network too large to draw.

    Traits: `example` (row of X), `stage` (0 to 9, see STAGES), `muted` (pairs [j, k]: entries of
    the second layer's weights that are set to 0), `edits` ([layer, i, j, value]: weights W1 (layer
    0) and W2 (layer 1) that are changed; unusable entries are dropped). `params` is never modified.
    """

    _esm = module("blame.js")
    _css = style("network.css", "share.css")

    example = traitlets.Int(0).tag(sync=True)
    stage = traitlets.Int(0).tag(sync=True)
    muted = traitlets.List().tag(sync=True)
    edits = traitlets.List().tag(sync=True)
    net = traitlets.Dict().tag(sync=True)

    STATE = ("example", "stage", "muted", "edits")
    CONTROLS = ("example", "walk", "table", "share")

    def __init__(self, params, X, y, *, grads=None, state=None, **traits):
        self._params = [{k: np.array(v, dtype=float) for k, v in layer.items()} for layer in params]
        self._X, self._y = np.array(X, dtype=float), np.array(y, dtype=int)
        self._grads = grads
        (D, H), K = self._params[0]["W"].shape, self._params[1]["W"].shape[1]
        if any(size > most for size, most in zip((D, H, K), LARGEST, strict=True)):
            raise ValueError(
                f"The blame map draws at most {LARGEST} inputs, hidden neurons and classes, "
                f"but this network has {(D, H, K)}. Hand in a smaller one."
            )
        super().__init__(**traits)
        self._set_net()
        self.observe(self._set_net, ["example", "muted", "edits"])
        self.restore(state)

    @traitlets.validate("edits")
    def _check_edits(self, proposal):
        return [list(edit) for edit in proposal["value"] if self._usable(*edit)]

    def _usable(self, layer, i, j, value) -> bool:
        shapes = [params["W"].shape for params in self._params]
        inside = layer in (0, 1) and 0 <= i < shapes[layer][0] and 0 <= j < shapes[layer][1]
        return inside and bool(np.isfinite(value))

    def edited_params(self) -> list[dict]:
        """Return a copy of the params with the edits made."""
        params = [{k: v.copy() for k, v in layer.items()} for layer in self._params]
        for layer, i, j, value in self.edits:
            params[layer]["W"][i, j] = value
        return params

    def current_params(self) -> list[dict]:
        """Return a copy of the params with the edits made and the muted weights set to 0."""
        params = self.edited_params()
        for j, k in self.muted:
            params[1]["W"][j, k] = 0.0
        return params

    def numbers(self, example: int | None = None) -> dict:
        """Return every number of the picture for an example, as arrays without the N axis.

        Keys: W1 b1 W2 b2 (weights), x z1 a1 z2 p loss (forward), dz2 dW2 db2 da1 dz1 dW1 db1
        (blame, the student's where there is one), bend (measured da1/dz1), measured (the weights'
        measured blame), paths (D, H, K) and ends (H, K) (products of local derivatives along each
        path from a weight of the first and the second layer to the loss), steered (D, H) (the
        paths of a weight added up), trouble (a sentence, or "").
        """
        params = self.current_params()
        k = self.example if example is None else example
        X, y = self._X[k : k + 1], int(self._y[k])
        (W1, b1), (W2, b2) = ((layer["W"], layer["b"]) for layer in params)
        Z1, _ = affine_forward(X, W1, b1)
        A1, _ = activation_forward(Z1, "tanh")
        Z2, _ = affine_forward(A1, W2, b2)

        def from_logits(Z):
            return -np.log(softmax(Z)[0, y])

        def from_firing(A, W=W2, b=b2):
            return from_logits(affine_forward(A, W, b)[0])

        def from_sums(Z):
            return from_firing(activation_forward(Z, "tanh")[0])

        def from_first(W=W1, b=b1):
            return from_sums(affine_forward(X, W, b)[0])

        measured = {
            "dW1": numerical_gradient(lambda W: from_first(W=W), W1),
            "db1": numerical_gradient(lambda b: from_first(b=b), b1),
            "dW2": numerical_gradient(lambda W: from_firing(A1, W=W), W2),
            "db2": numerical_gradient(lambda b: from_firing(A1, b=b), b2),
        }
        dZ2 = numerical_gradient(from_logits, Z2)
        bend = numerical_gradient(lambda Z: activation_forward(Z, "tanh")[0].sum(), Z1)[0]
        paths = X[0][:, None, None] * bend[:, None] * W2 * dZ2[0]
        own, trouble = self._own(params, X, self._y[k : k + 1], measured)
        return {
            **{"W1": W1, "b1": b1, "W2": W2, "b2": b2},
            **{"x": X[0], "z1": Z1[0], "a1": A1[0], "z2": Z2[0], "p": softmax(Z2)[0]},
            "loss": float(from_logits(Z2)),
            "dz2": dZ2[0],
            "da1": numerical_gradient(from_firing, A1)[0],
            "dz1": numerical_gradient(from_sums, Z1)[0],
            **own,
            "bend": bend,
            "paths": paths,
            "steered": paths.sum(axis=2),
            "ends": A1[0][:, None] * dZ2[0],
            "measured": measured,
            "trouble": trouble,
        }

    def _own(self, params, X, y, measured) -> tuple[dict, str]:
        """Return the student's blame of all weights, or the measured one and what went wrong."""
        if self._grads is None:
            return measured, ""
        shown = "So here is the blame as measured by wiggling."
        try:
            answer = call(self._grads, params, X, y)
        except Trouble as trouble:
            return measured, f"{trouble} {shown}"
        name = name_of(self._grads)
        try:
            _loss, layers = answer
            own = {
                f"d{key}{n}": np.array(layers[n - 1][key], dtype=float)
                for n in (1, 2)
                for key in ("W", "b")
            }
        except (TypeError, ValueError, KeyError, IndexError):
            form = 'has to return (loss, grads), and grads like params: [{"W", "b"}, {"W", "b"}].'
            return measured, f"{name} {form} {shown}"
        for key, array in own.items():
            if array.shape != measured[key].shape:
                sizes = f"has shape {array.shape}, but {measured[key].shape} is needed."
                return measured, f"In {name}'s answer {key} {sizes} {shown}"
            if not np.isfinite(array).all():
                return measured, f"In {name}'s answer {key} holds nan or inf. {shown}"
        return own, ""

    def doubts(self, numbers: dict) -> list[list]:
        """Return [name, index…] of each of the student's numbers that is not as measured."""
        return [
            [name, *map(int, index)]
            for name, measured in numbers["measured"].items()
            for index in np.argwhere(np.abs(numbers[name] - measured) > TOLERANCE)
        ]

    def words(self, numbers: dict, doubts: list[list], example: int) -> list[str]:
        """Return what the status line says at each of STAGES."""
        y, loss = int(self._y[example]), numbers["loss"]
        probability = numbers["p"][y]
        says = [
            f"Example {example}: the right class is {y}. Press Forward to send it through.",
            "Each hidden neuron adds up input × weight, and its bias: z.",
            "Each hidden neuron bends its sum: a = tanh(z). This is how strongly it fires.",
            "Each output adds up a × weight, and its bias: a logit.",
            f"Softmax: class {y} gets p = {probability:.3f}, so the loss is {loss:.3f}. "
            "Press Backward to pass the blame.",
            "Blame at the outputs, dL/dz: how fast the loss grows when this logit grows.",
            "Blame of each second-layer weight: what came in times the blame that comes back.",
            "Blame of each hidden neuron, dL/da: collected through its outgoing weights.",
            "The blame passes the bend: where tanh is flat, little of it gets through (dL/dz).",
            "Blame of each first-layer weight. Now every weight knows its share.",
        ]
        silent = [j for j in range(len(numbers["a1"])) if not numbers["W2"][j].any()]
        cut = ", ".join(f"W2[{j}, {k}]" for j, k in self.muted)
        remark = f" Set to 0: {cut}." if cut else ""
        changed = ", ".join(f"W{n + 1}[{i}, {j}] = {value:.2f}" for n, i, j, value in self.edits)
        remark += f" Changed: {changed}." if changed else ""
        upstream = "".join(
            f" Neuron h{j} still fires (a = {numbers['a1'][j]:.2f}), but no blame comes back to it:"
            f" dL/da = {numbers['da1'][j]:.2f}."
            for j in silent
        )
        says = [
            text + (upstream if silent and stage >= 7 else remark)
            for stage, text in enumerate(says)
        ]
        for stage, name in ((6, "dW2"), (9, "dW1")):
            wrong = [doubt for doubt in doubts if doubt[0] == name]
            if wrong:
                i, j = wrong[0][1:]
                yours, ours = numbers[name][i, j], numbers["measured"][name][i, j]
                says[stage] = (
                    f"{len(wrong)} of your {name} are not what wiggling measures; the first is "
                    f"{name}[{i}, {j}]: yours {yours:.4f}, measured {ours:.4f}."
                )
        return [f"{numbers['trouble']} {text}" if numbers["trouble"] else text for text in says]

    def net_of(self, example: int) -> dict:
        """Return what the view draws of an example: numbers as lists, words, sizes."""
        numbers = self.numbers(example)
        doubts = self.doubts(numbers)
        arrays = {k: v.tolist() for k, v in numbers.items() if isinstance(v, np.ndarray)}
        return {
            **arrays,
            "sizes": [len(numbers["x"]), len(numbers["a1"]), len(numbers["p"])],
            "loss": numbers["loss"],
            "label": int(self._y[example]),
            "example": example,
            "examples": len(self._y),
            "was": self.edited_params()[1]["W"].tolist(),
            "doubts": doubts,
            "words": self.words(numbers, doubts, example),
            "source": name_of(self._grads) if self._grads and not numbers["trouble"] else "",
        }

    def sweep(self) -> list[dict]:
        """Return the nets of all examples, as many as there is time for."""
        deadline, nets = time.monotonic() + SWEEP_SECONDS, []
        for example in range(len(self._y)):
            if time.monotonic() > deadline:
                break
            nets.append(self.net_of(example))
        return nets

    def answer(self, content: dict) -> None:
        """Send the nets of all examples, with the weights that they belong to."""
        if "sweep" in content:
            self.send({"nets": self.sweep(), "muted": self.muted, "edits": self.edits})

    def _set_net(self, _change=None):
        self.net = self.net_of(self.example)
        self.status = self.net["words"][self.stage]

    def code(self):
        """Return Python that finds the numbers that are shown, for a notebook."""
        row = slice(self.example, self.example + 1)
        return take_home.blame(self, self._X[row], self._y[row], self._grads)

    def picture(self):
        """Return the still picture: all weights, activations and blames of the example."""
        return stills.network(self.net)

    def describe(self) -> str:
        """Return the picture in words."""
        D, H, K = self.net["sizes"]
        blames = ", ".join(f"h{j} {value:.3f}" for j, value in enumerate(self.net["da1"]))
        return (
            f"A network of {D} inputs, {H} hidden neurons and {K} classes. Example {self.example} "
            f"has loss {self.net['loss']:.3f}; blame of the hidden neurons dL/da: {blames}."
        )
