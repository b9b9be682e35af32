"""The chain-rule abacus (06): one neuron as a row of beads, and the slope of its loss.

Forward, the numbers fill in from the inputs to the loss; backward, at every link, the local slope
is multiplied by the slope that comes in. Local slopes are taken by a complex step on the forward
formulas, so the demo knows no backward formula. The student's own functions, if given, drive the
activation and the last slopes, and are compared with what the demo finds.
"""

from __future__ import annotations

import math

import numpy as np
import traitlets
from matplotlib.figure import Figure

from downslope import take_home
from downslope.beads import factor, few, still, suffixes
from downslope.demo import Demo, Trouble, call, call_array, call_number, module, name_of, style
from downslope.layers import KINDS, activation_forward

LOSS, LAST = 4, 8  # the stages: products 1, z 2, a 3, loss 4; da 5, dz 6, db and dp 7, dw and dx 8
MOST = 2  # inputs that fit the picture
STEP = 1e-20  # of the complex step
TOLERANCE = 1e-6  # a student's number further from ours is marked
SHUT = 1e-2  # a local slope of the activation below this is called out


def slope_of(f, at: float) -> float:
    """Return the slope of f at a place: the imaginary part of a complex step, exact to rounding."""
    return float(np.imag(f(complex(at, STEP))) / STEP)


class Abacus(Demo):
    """A neuron a = g(w·x + b) with loss (a − y)², shown link by link.

    x, w: one or two floats; b, y: floats; act: "sigmoid", "tanh" or "relu". `forward` is the
    student's neuron_forward(x, w, b, act) -> (a, cache), `backward` is their
    neuron_backward(da, cache) -> (dx, dw, db). Raises ValueError for more inputs than fit.

    `state` and `hide` are a teacher's: how another one stood, and controls that are not there.

    Traits: x, w, b, y, act as above (what is unusable is refused: the old value stays) and
    `stage`, 0 (only the inputs are known) to 8 (every slope is known).
    """

    _esm = module("abacus.js")
    _css = style("network.css", "share.css")

    x = traitlets.List().tag(sync=True)
    w = traitlets.List().tag(sync=True)
    b = traitlets.Float(0.0).tag(sync=True)
    y = traitlets.Float(1.0).tag(sync=True)
    act = traitlets.Unicode("sigmoid").tag(sync=True)
    stage = traitlets.Int(0).tag(sync=True)
    net = traitlets.Dict().tag(sync=True)

    STATE = ("x", "w", "b", "y", "act", "stage")
    CONTROLS = ("activation", "walk", "table", "share")

    def __init__(self, x=(2.0,), w=(3.0,), b=-6.0, y=1.0, act="sigmoid", *,
                 forward=None, backward=None, state=None, **traits):  # fmt: skip
        self._forward, self._backward = forward, backward
        x, w = [float(v) for v in x], [float(v) for v in w]
        if not 1 <= len(x) == len(w) <= MOST or act not in KINDS:
            raise ValueError(
                f"The abacus takes 1 to {MOST} inputs, as many weights, and one of "
                f"{', '.join(KINDS)}, but got {len(x)} inputs, {len(w)} weights and {act!r}."
            )
        self._start = {"x": x, "w": w, "b": float(b), "y": float(y), "act": act}
        self._last = dict(self._start)
        super().__init__(**self._start, **traits)
        self._set_net()
        self.observe(self._set_net, list(self._start))
        self.restore(state)

    @traitlets.validate("x", "w", "b", "y", "act")
    def _check(self, proposal):
        """Keep the last value that was usable. The trait itself already holds the new one when it
        comes from the front end: all that is told at once is set first, and checked then."""
        name, new = proposal["trait"].name, proposal["value"]
        if name == "act":
            usable = new in KINDS
        elif name in ("b", "y"):
            usable = _usable(new)
        else:
            usable = len(new) == len(self._start[name]) and all(map(_usable, new))
            new = [float(v) for v in new] if usable else new
        if usable:
            self._last[name] = new
        return self._last[name]

    def bend(self, z):
        """Return g(z), for a real or complex number."""
        return complex(activation_forward(z, self.act)[0])

    def numbers(self) -> dict:
        """Return every number of the picture, by name.

        values: x0 w0 p0 … b z a y L (p0 is the product x0·w0; x w p where there is one input).
        local: slope of each link, by the bead at its left end. slopes: of L, by bead (the student's
        where there are any). measured: the same by our own chain. trouble: a sentence, or "".
        """
        names = suffixes(len(self.x))
        p = [x * w for x, w in zip(self.x, self.w, strict=True)]
        z = sum(p) + self.b
        a, trouble = self.bend(z).real, ""
        own = {}
        try:
            if self._forward:
                own["a"] = self._own_forward()
        except Trouble as problem:
            trouble = f"{problem} So a is the demo's own."
        measured_a, a = a, own.get("a", a)
        local = {
            "a": slope_of(lambda a: (a - self.y) ** 2, a),
            "z": slope_of(self.bend, z),
            **{"b": 1.0, **{f"p{i}": 1.0 for i in names}},
            **{f"w{i}": x for i, x in zip(names, self.x, strict=True)},
            **{f"x{i}": w for i, w in zip(names, self.w, strict=True)},
        }
        dz = local["z"] * local["a"]
        slopes = {"L": 1.0, "a": local["a"], "z": dz}
        slopes |= {name: local[name] * dz for name in local if name not in ("a", "z")}
        measured = {**slopes, "value of a": measured_a}
        try:
            if self._backward:
                own |= self._own_backward(local["a"])
        except Trouble as problem:
            trouble += f"{' ' if trouble else ''}{problem} So the last slopes are the demo's own."
        slopes |= {name: value for name, value in own.items() if name != "a"}
        values = {
            **{f"{k}{i}": v for k, row in (("x", self.x), ("w", self.w), ("p", p))
               for i, v in zip(names, row, strict=True)},
            **{"b": self.b, "z": z, "a": a, "y": self.y, "L": (a - self.y) ** 2},
        }  # fmt: skip
        found = {"values": values, "local": local, "slopes": slopes}
        return {**found, "measured": measured, "trouble": trouble}

    def _own_forward(self) -> float:
        answer = call(self._forward, np.array(self.x), np.array(self.w), self.b, self.act)
        if not isinstance(answer, (tuple, list)) or len(answer) != 2:
            raise Trouble(f"{name_of(self._forward)} has to return (a, cache).")

        def first():
            return answer[0]

        first.__name__ = name_of(self._forward)
        return call_number(first)

    def _own_backward(self, da) -> dict[str, float]:
        cache = (np.array(self.x), np.array(self.w), self.b, self.act)
        answer = call(self._backward, da, cache)
        if not isinstance(answer, (tuple, list)) or len(answer) != 3:
            raise Trouble(f"{name_of(self._backward)} has to return (dx, dw, db).")

        def one(position):
            return answer[position]

        one.__name__ = name_of(self._backward)
        rows = {k: call_array(one, (len(self.x),), i) for i, k in enumerate("xw")}
        return {
            **{f"{k}{i}": float(v) for k, row in rows.items()
               for i, v in zip(suffixes(len(row)), row, strict=True)},
            "b": call_number(one, 2),
        }  # fmt: skip

    def doubts(self, numbers: dict) -> list[str]:
        """Return the names of the student's numbers that are not what the demo finds."""
        measured = numbers["measured"]

        def off(value, ours):
            return not abs(value - ours) <= TOLERANCE * max(1.0, abs(ours))

        wrong = [n for n, v in numbers["slopes"].items() if off(v, measured[n])]
        value_off = off(numbers["values"]["a"], measured["value of a"])
        return (["value of a"] if value_off else []) + wrong

    def lines(self, numbers: dict) -> list[list[list[str]]]:
        """Return for each stage its worked lines: [formula, with numbers, result]."""
        v, local, d = numbers["values"], numbers["local"], numbers["slopes"]
        names = suffixes(len(self.x))
        total = " + ".join(f"p{i}" for i in names)
        summed = " + ".join([*(factor(v[f"p{i}"]) for i in names), factor(v["b"])])
        shout = f"2 · ({few(v['a'])} − {factor(v['y'])})"

        def link(name, bead="z"):
            numbers = f"{factor(local[name])} · {factor(d[bead])}"
            return [f"dL/d{name} = d{bead}/d{name} · dL/d{bead}", numbers, few(d[name])]

        back = [
            [[f"x{i} · w{i}", f"{factor(v[f'x{i}'])} · {factor(v[f'w{i}'])}", few(v[f"p{i}"])]
             for i in names],
            [[f"z = {total} + b", summed, few(v["z"])]],
            [[f"a = {self.act}(z)", f"{self.act}({few(v['z'])})", few(v["a"])]],
            [["L = (a − y)²", f"({few(v['a'])} − {factor(v['y'])})²", few(v["L"])]],
            [["dL/da = 2 · (a − y)", shout, few(d["a"])]],
            [["dL/dz = da/dz · dL/da", f"{factor(local['z'])} · {factor(d['a'])}", few(d["z"])]],
            [*(link(f"p{i}") for i in names), link("b")],
            [link(f"{k}{i}", bead=f"p{i}") for i in names for k in ("w", "x")],
        ]  # fmt: skip
        return [[], *back]

    def words(self, numbers: dict, doubts: list[str]) -> list[str]:
        """Return what the status line says at each stage."""
        v, local = numbers["values"], numbers["local"]
        gate = "The gate is open."
        if abs(local["z"]) < SHUT:
            gate = (
                "The gate is shut: nothing gets through."
                if local["z"] == 0
                else "The gate is nearly shut: hardly anything gets through."
            )
        miss = "too small" if v["a"] < v["y"] else "too large"
        hit = v["a"] == v["y"]
        says = [
            "Only the framed numbers are known. Press Forward to send them through.",
            "Each input has been multiplied by its weight.",
            f"The products and the bias are added up: z = {few(v['z'])}.",
            f"The sum is bent by {self.act}: a = {few(v['a'])}.",
            f"The loss is the squared miss: L = {few(v['L'])}. Press Backward for its slope.",
            f"dL/da = {few(local['a'])}. "
            + ("A hit: nothing to mend." if hit else f"The answer is {miss}."),
            f"dL/dz = {few(numbers['slopes']['z'])}: local slope {few(local['z'])} times incoming "
            f"slope {few(local['a'])}. {gate}",
            "A plus sign hands the slope on unchanged, to every product and to the bias.",
            "At a product each one gets the other as local slope. Now every slope is known.",
        ]
        for stage, known in ((3, ["value of a"]), (7, ["b"]), (8, [n for n in doubts if n != "b"])):
            wrong = [n for n in doubts if n in known and (stage != 8 or n != "value of a")]
            if wrong:
                name = wrong[0]
                table = v if name == "value of a" else numbers["slopes"]
                yours = table["a" if name == "value of a" else name]
                title = "a" if name == "value of a" else f"dL/d{name}"
                says[stage] = (
                    f"Your {title} is {few(yours)}, but the demo finds "
                    f"{few(numbers['measured'][name])}."
                )
        return [f"{numbers['trouble']} {text}".strip() for text in says]

    def _set_net(self, _change=None):
        numbers = self.numbers()
        doubts = self.doubts(numbers)
        kinds = ("values", "local", "slopes")
        texts = {kind: {n: few(v, 3) for n, v in numbers[kind].items()} for kind in kinds}
        self.net = {
            **{kind: numbers[kind] for kind in kinds},
            "texts": texts,
            "inputs": len(self.x),
            "act": self.act,
            "start": self._start,
            "doubts": doubts,
            "troubled": bool(numbers["trouble"]),
            "lines": self.lines(numbers),
            "words": self.words(numbers, doubts),
        }
        self.status = self.net["words"][max(0, min(LAST, self.stage))]

    def code(self):
        """Return Python that finds the numbers that are shown, for a notebook."""
        return take_home.abacus(self, self._forward, self._backward)

    def picture(self) -> Figure:
        """Return the still picture: the whole chain, values and slopes."""
        return still(self.net)

    def describe(self) -> str:
        """Return the picture in words."""
        values, slopes = self.net["texts"]["values"], self.net["texts"]["slopes"]
        given = ", ".join(f"{n} = {t}" for n, t in values.items())
        back = ", ".join(f"dL/d{n} = {t}" for n, t in slopes.items() if n != "L")
        return f"A {self.act} neuron, link by link. Forward: {given}. Backward: {back}."


def _usable(value) -> bool:
    return isinstance(value, (int, float)) and math.isfinite(value) and abs(value) < 1e6
