"""Small functions with a known slope: what a check hands to a student's function.

A check that passes a function (`numerical_derivative(f, x)`, `numerical_gradient(f, w)`) must be
able to write that function down in a file, send it as a call-back, and know its derivative
exactly. These can: `Function` takes one number, `ArrayFunction` an array of a fixed shape.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


class Function:
    """A named scalar function: call it with a float, ask it for its `derivative()`."""

    def __call__(self, x: float) -> float:
        raise NotImplementedError

    def derivative(self) -> Function:
        """Return the exact derivative, again a `Function`."""
        raise NotImplementedError

    def spec(self) -> dict:
        """Return a JSON-able description that `from_spec` turns back into this function."""
        raise NotImplementedError

    def points(self, x) -> list:
        """Return the points that a call at x asks for: floats, or (of an array) copies of it.

        Raises TypeError or ValueError for what is no place of this function.
        """
        return [float(p) for p in np.ravel(np.real(x))]


@dataclass(frozen=True)
class Polynomial(Function):
    """c[0] + c[1] x + c[2] x² + …, evaluated by Horner's rule."""

    coefficients: tuple[float, ...]

    def __init__(self, coefficients: Sequence[float]):
        object.__setattr__(self, "coefficients", tuple(float(c) for c in coefficients))

    def __call__(self, x):
        value = 0.0 * x
        for c in reversed(self.coefficients):
            value = value * x + c
        return value

    def derivative(self) -> Polynomial:
        return Polynomial([k * c for k, c in enumerate(self.coefficients)][1:] or [0.0])

    def spec(self) -> dict:
        return {"kind": "polynomial", "coefficients": list(self.coefficients)}

    def __str__(self) -> str:
        terms = [
            f"{c:g}" + ("" if k == 0 else "·x" if k == 1 else f"·x^{k}")
            for k, c in enumerate(self.coefficients)
            if c
        ]
        return " + ".join(reversed(terms)) or "0"


@dataclass(frozen=True)
class Sine(Function):
    """a · sin(w x + p)."""

    a: float = 1.0
    w: float = 1.0
    p: float = 0.0

    def __call__(self, x):
        return self.a * math.sin(self.w * x + self.p)

    def derivative(self) -> Sine:
        return Sine(self.a * self.w, self.w, self.p + math.pi / 2)

    def spec(self) -> dict:
        return {"kind": "sine", "a": self.a, "w": self.w, "p": self.p}

    def __str__(self) -> str:
        return f"{self.a:g}·sin({self.w:g}·x + {self.p:g})"


class ArrayFunction(Function):
    """A named function of one array w of a fixed shape; `gradient()` is its exact gradient.

    The value is a number; only a `Gradient` returns an array. Lists and integers are taken, too,
    and complex numbers where a derivative is to be certified by a complex step.
    """

    shape: tuple[int, ...]

    def gradient(self, times=1.0, plus=0.0) -> Gradient:
        """Return the exact gradient; or a wrong one, times · gradient + plus, entry by entry."""
        return Gradient(self, times, plus)

    def points(self, w) -> list:
        return [np.array(self.place(w).real)]

    def place(self, w) -> np.ndarray:
        """Return w as a fresh float64 (or complex) array of this function's shape, or raise."""
        w = np.asarray(w)
        if w.dtype.kind not in "fiubc":
            raise TypeError("this function takes an array of numbers")
        if w.shape != self.shape:
            raise ValueError(f"this function takes shape {self.shape}; it was given {w.shape}")
        return w.astype(np.result_type(w, np.float64))

    def height(self, v: np.ndarray):
        """Return the value at the flat vector v (d,)."""
        raise NotImplementedError

    def slopes(self, v: np.ndarray) -> np.ndarray:
        """Return all d partial derivatives at the flat vector v (d,)."""
        raise NotImplementedError

    def __call__(self, w):
        return self.height(self.place(w).ravel()).item()

    def __eq__(self, other) -> bool:
        return type(self) is type(other) and repr(self.spec()) == repr(other.spec())

    def __hash__(self) -> int:
        return hash(repr(self.spec()))


class Quadratic(ArrayFunction):
    """½ vᵀ A v + slope · v + height, where v is w − centre as a flat vector (d,).

    centre: array of any shape, also 0-d; it gives w its shape. A (d, d) symmetric; slope (d,).
    """

    def __init__(self, A, centre, slope=0.0, height=0.0):
        self.centre, self.base = _fixed(centre), float(height)
        self.shape, d = self.centre.shape, self.centre.size
        self.A = _fixed(A).reshape(d, d)
        self.slope = _fixed(np.broadcast_to(slope, d))

    def height(self, v):
        v = v - self.centre.ravel()
        return v @ self.A @ v / 2 + self.slope @ v + self.base

    def slopes(self, v):
        return self.A @ (v - self.centre.ravel()) + self.slope

    def spec(self) -> dict:
        return {
            "kind": "quadratic",
            "A": self.A.tolist(),
            "centre": self.centre.tolist(),
            "slope": self.slope.tolist(),
            "height": self.base,
        }


class Waves(ArrayFunction):
    """The sum of some waves, a[k] · sin(K[k] · w + p[k]): smooth, and curved everywhere.

    a, p (n,); K (n, *shape): wave number k has the shape of w.
    """

    def __init__(self, a, K, p):
        self.a, self.K, self.p = _fixed(a), _fixed(K), _fixed(p)
        self.shape = self.K.shape[1:]
        self._flat = self.K.reshape(len(self.a), -1)

    def height(self, v):
        return self.a @ np.sin(self._flat @ v + self.p)

    def slopes(self, v):
        return (self.a * np.cos(self._flat @ v + self.p)) @ self._flat

    def spec(self) -> dict:
        return {"kind": "waves", "a": self.a.tolist(), "K": self.K.tolist(), "p": self.p.tolist()}


class Gradient(ArrayFunction):
    """The gradient of a function, an array of w's shape; or a wrong one: times · it + plus."""

    def __init__(self, of: ArrayFunction, times=1.0, plus=0.0):
        self.of, self.shape = of, of.shape
        self.times = _fixed(np.broadcast_to(times, of.shape))
        self.plus = _fixed(np.broadcast_to(plus, of.shape))

    def __call__(self, w):
        slopes = self.of.slopes(self.place(w).ravel())
        return np.array(self.times * slopes.reshape(self.shape) + self.plus)

    def spec(self) -> dict:
        numbers = {"times": self.times.tolist(), "plus": self.plus.tolist()}
        return {"kind": "gradient", "of": self.of.spec(), **numbers}


@dataclass(frozen=True)
class Fading(Function):
    """One step against the slope that gets shorter every time: w − lr · fade^t · g.

    w, g: arrays of one shape. state: {"t": steps so far}, {} before the first. Nothing that comes
    in is changed; the state that comes out is a new dict.
    """

    fade: float = 0.5

    def __call__(self, w, g, state, lr, fade=None):
        w, g = np.asarray(w, dtype=np.float64), np.asarray(g, dtype=np.float64)
        if w.shape != g.shape:
            raise ValueError(f"w has shape {w.shape}, but its gradient {g.shape}")
        if not isinstance(state, dict):
            raise TypeError("the state has to be a dict; it is {} before the first step")
        t = state.get("t", 0)
        # math.pow makes floats and refuses all but numbers: whole ones have powers without end, and
        # arrays products of any size.
        length = math.pow(lr, 1) * math.pow(self.fade if fade is None else fade, t)
        return w - length * g, {"t": t + 1}

    def points(self, w, *rest, **settings) -> list:
        return [np.array(w, dtype=np.float64)]

    def spec(self) -> dict:
        return {"kind": "fading", "fade": self.fade}


@dataclass(frozen=True)
class Tool(Function):
    """A way to learn labels, all in one call: (Xtr (N, D), ytr (N,) int, X (n, D)) -> (n,) int.

    way: "majority" (the label that most examples have), "means" (of the class whose mean is
    nearest) or "memory" (of the same row in Xtr; 0 for a row that is not there).
    """

    way: str

    def __call__(self, Xtr, ytr, X):
        Xtr, ytr, X = self.points(Xtr, ytr, X)
        if self.way == "majority":
            return np.full(len(X), np.bincount(ytr).argmax())
        rows, labels = Xtr, ytr
        if self.way == "means":
            labels = np.unique(ytr)
            rows = np.array([Xtr[ytr == label].mean(axis=0) for label in labels])
        squared = np.sum((X[:, np.newaxis] - rows) ** 2, axis=2)
        found = labels[squared.argmin(axis=1)]
        return found if self.way == "means" else np.where(squared.min(axis=1) < 1e-9, found, 0)

    def points(self, Xtr, ytr, X) -> list:
        Xtr, X = np.array(Xtr, dtype=np.float64), np.array(X, dtype=np.float64)
        ytr = np.array(ytr)
        if Xtr.ndim != 2 or X.ndim != 2 or Xtr.shape[1] != X.shape[1]:
            raise ValueError(f"Xtr and X need the same columns, not {Xtr.shape} and {X.shape}")
        if ytr.dtype.kind not in "iu" or ytr.shape != Xtr.shape[:1] or not len(ytr):
            raise ValueError(f"{len(Xtr)} rows need as many int labels, not {ytr.shape}")
        if ytr.min() < 0 or ytr.max() >= 1000 or Xtr.size * len(X) > 10_000_000:
            raise ValueError("labels are numbers below 1000, for a few thousand rows at most")
        return [Xtr, ytr, X]

    def spec(self) -> dict:
        return {"kind": "tool", "way": self.way}


def _fixed(numbers) -> np.ndarray:
    """A float64 copy that nobody can change."""
    array = np.array(numbers, dtype=np.float64)
    array.setflags(write=False)
    return array


def from_spec(spec: dict) -> Function:
    """Rebuild a function from its `spec()`. Raises ValueError for an unknown kind."""
    rest = {k: v for k, v in spec.items() if k != "kind"}
    match spec.get("kind"):
        case "polynomial":
            return Polynomial(**rest)
        case "sine":
            return Sine(**rest)
        case "quadratic":
            return Quadratic(**rest)
        case "waves":
            return Waves(**rest)
        case "fading":
            return Fading(**rest)
        case "tool":
            return Tool(**rest)
        case "gradient":
            return Gradient(from_spec(rest.pop("of")), **rest)
    raise ValueError(f"Unknown kind of function: {spec.get('kind')!r}.")
