"""Small functions of one variable with a known slope: what a check hands to a student's function.

A check that passes a function (`numerical_derivative(f, x)`) must be able to write that function
down in a file, send it as a call-back, and know its derivative exactly. These can.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


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


def from_spec(spec: dict) -> Function:
    """Rebuild a function from its `spec()`. Raises ValueError for an unknown kind."""
    rest = {k: v for k, v in spec.items() if k != "kind"}
    match spec.get("kind"):
        case "polynomial":
            return Polynomial(**rest)
        case "sine":
            return Sine(**rest)
    raise ValueError(f"Unknown kind of function: {spec.get('kind')!r}.")
