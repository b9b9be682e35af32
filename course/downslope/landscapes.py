"""Landscapes: one-dimensional terrains with a known slope, for the demos and the exercises.

A landscape is called with a place x (a float or an array of any shape) and returns the height
there; `slope(x)` is its exact derivative. The presets are plain attributes of this module
(`landscapes.bowl`, `landscapes.valley`, …) and are listed in `PRESETS`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True)
class Landscape:
    """A terrain over one knob x.

    `formula` is for people to read; `xlim` is the part that is drawn; `start` is a good place to
    set out from; `curvature` is f'' where that is the same everywhere, else None. `labels` name the
    axes of a picture, with their units: of x and of the height.
    """

    name: str
    title: str
    formula: str
    xlim: tuple[float, float]
    start: float
    height: Callable[[np.ndarray], np.ndarray] = field(repr=False)
    derivative: Callable[[np.ndarray], np.ndarray] = field(repr=False)
    curvature: float | None = None
    labels: tuple[str, str] = ("x (km)", "height (100 m)")

    def __call__(self, x):
        """Return the height at x: float for a number, float64 array of x's shape for an array."""
        return _like(x, self.height)

    def slope(self, x):
        """Return the exact slope at x, in the same form as x."""
        return _like(x, self.derivative)

    @property
    def stability_limit(self) -> float | None:
        """Return 2 / f'', the learning rate beyond which every step climbs; None if f'' varies."""
        return None if self.curvature is None else 2.0 / self.curvature


def _like(x, function):
    value = function(np.asarray(x, dtype=np.float64))
    return float(value) if np.ndim(x) == 0 else value


bowl = Landscape(
    name="bowl",
    title="Bowl",
    formula="f(x) = x²",
    xlim=(-2.4, 2.4),
    start=-1.6,
    height=lambda x: x**2,
    derivative=lambda x: 2 * x,
    curvature=2.0,
)

double_well = Landscape(
    name="double_well",
    title="Double well",
    formula="f(x) = x⁴/4 − x² + x/5 + 1.3",
    xlim=(-2.4, 2.4),
    start=2.0,
    height=lambda x: x**4 / 4 - x**2 + x / 5 + 1.3,
    derivative=lambda x: x**3 - 2 * x + 0.2,
)

plateau = Landscape(
    name="plateau",
    title="Plateau",
    formula="f(x) = x² / (1 + x²)",
    xlim=(-6.0, 6.0),
    start=-4.0,
    height=lambda x: x**2 / (1 + x**2),
    derivative=lambda x: 2 * x / (1 + x**2) ** 2,
)

wavy = Landscape(
    name="wavy",
    title="Waves",
    formula="f(x) = x · cos(x)",
    xlim=(-7.5, 7.5),
    start=1.2,
    height=lambda x: x * np.cos(x),
    derivative=lambda x: np.cos(x) - x * np.sin(x),
)

valley = Landscape(
    name="valley",
    title="Valley with a shoulder",
    formula="f(x) = x⁴/4 + x³/4 − x²/2 − x + 1.3",
    xlim=(-2.3, 2.0),
    start=-1.5,
    height=lambda x: x**4 / 4 + x**3 / 4 - x**2 / 2 - x + 1.3,
    derivative=lambda x: x**3 + 3 * x**2 / 4 - x - 1,
)

PRESETS: dict[str, Landscape] = {
    landscape.name: landscape for landscape in (bowl, double_well, plateau, wavy, valley)
}
