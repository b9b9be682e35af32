"""Surfaces: landscapes over two knobs with a known gradient, for the demos and the exercises.

A surface is called with a place w, an array of shape (2,) or (..., 2), and returns the height
there; `gradient(w)` has the shape of w and is exact. The presets are plain attributes of this
module (`surfaces.ravine`, `surfaces.saddle`, …) and are listed in `PRESETS`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True)
class Surface:
    """A landscape over the knobs w = (x, y).

    `formula` is for people to read; `xlim` and `ylim` are the part that is drawn, equally wide, so
    that a right angle is drawn as one; `start` is a good place to set out from. `curvature` is the
    largest one where it is the same everywhere, else None. `smooth` is the surface without its
    noise, where there is any. `labels` name the axes of a picture, with their units: of x, of y, of
    the height and of a slope.
    """

    name: str
    title: str
    formula: str
    xlim: tuple[float, float]
    ylim: tuple[float, float]
    start: tuple[float, float]
    height: Callable[[np.ndarray, np.ndarray], np.ndarray] = field(repr=False)
    partials: Callable[[np.ndarray, np.ndarray], tuple] = field(repr=False)
    curvature: float | None = None
    smooth: Surface | None = field(default=None, repr=False)
    labels: tuple[str, str, str, str] = (
        "x (km to the east)",
        "y (km to the north)",
        "height (100 m)",
        "slope (100 m per km)",
    )

    def __call__(self, w):
        """Return the height at w (..., 2): a float for one place, else float64 (...)."""
        w = np.asarray(w, dtype=np.float64)
        value = self.height(w[..., 0], w[..., 1])
        return float(value) if w.ndim == 1 else np.broadcast_to(value, w.shape[:-1])

    def gradient(self, w):
        """Return the exact gradient at w (..., 2): float64 of the same shape."""
        w = np.asarray(w, dtype=np.float64)
        return np.stack(np.broadcast_arrays(*self.partials(w[..., 0], w[..., 1])), axis=-1)

    @property
    def stability_limit(self) -> float | None:
        """Return 2 / curvature: beyond this learning rate a descent climbs; None if unknown."""
        return None if self.curvature is None else 2.0 / self.curvature


def quadratic(a: float, b: float, *, name="quadratic", title="Quadratic", half=2.4, start=None):
    """Return the surface a·x² + b·y², drawn over −half..half in both knobs."""
    start = start or (-0.85 * half, 0.6 * half)
    terms = [f"{'' if abs(k) == 1 else format(abs(k), 'g')}{v}²" for k, v in ((a, "x"), (b, "y"))]
    sign = "−" if b < 0 else "+"
    return Surface(
        name=name,
        title=title,
        formula=f"f(x, y) = {'−' if a < 0 else ''}{terms[0]} {sign} {terms[1]}",
        xlim=(-half, half),
        ylim=(-half, half),
        start=start,
        height=lambda x, y: a * x**2 + b * y**2,
        partials=lambda x, y: (2 * a * x, 2 * b * y),
        curvature=2.0 * max(a, b) if min(a, b) > 0 else None,
    )


bowl = quadratic(1, 1, name="bowl", title="Bowl")

ravine = quadratic(1, 10, name="ravine", title="Ravine", start=(-2.0, 1.0))

saddle = Surface(
    name="saddle",
    title="Saddle",
    formula="f(x, y) = x² − y² + y⁴/4",
    xlim=(-2.4, 2.4),
    ylim=(-2.4, 2.4),
    start=(-2.0, 0.01),
    height=lambda x, y: x**2 - y**2 + y**4 / 4,
    partials=lambda x, y: (2 * x, y**3 - 2 * y),
)

double_well = Surface(
    name="double_well",
    title="Double well",
    formula="f(x, y) = x⁴/4 − x² + x/5 + y² + 1.3",
    xlim=(-2.4, 2.4),
    ylim=(-2.4, 2.4),
    start=(1.9, 1.6),
    height=lambda x, y: x**4 / 4 - x**2 + x / 5 + y**2 + 1.3,
    partials=lambda x, y: (x**3 - 2 * x + 0.2, 2 * y),
)

himmelblau = Surface(
    name="himmelblau",
    title="Himmelblau",
    formula="f(x, y) = (x² + y − 11)² + (x + y² − 7)²",
    xlim=(-5.2, 5.2),
    ylim=(-5.2, 5.2),
    start=(0.0, -0.5),
    height=lambda x, y: (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2,
    partials=lambda x, y: (
        4 * x * (x**2 + y - 11) + 2 * (x + y**2 - 7),
        2 * (x**2 + y - 11) + 4 * y * (x + y**2 - 7),
    ),
)

plateau = Surface(
    name="plateau",
    title="Plateau",
    formula="f(x, y) = r² / (1 + r²) with r² = x² + y²",
    xlim=(-6.0, 6.0),
    ylim=(-6.0, 6.0),
    start=(-4.0, 3.0),
    height=lambda x, y: (x**2 + y**2) / (1 + x**2 + y**2),
    partials=lambda x, y: (
        2 * x / (1 + x**2 + y**2) ** 2,
        2 * y / (1 + x**2 + y**2) ** 2,
    ),
)

CLIFF = 8.0  # how steep the cliff is

cliff = Surface(
    name="cliff",
    title="Cliff",
    formula="f(x, y) = x²/4 + y²/4 + 1 + tanh(8·(x − 1))",
    xlim=(-2.4, 2.4),
    ylim=(-2.4, 2.4),
    start=(2.0, 1.6),
    height=lambda x, y: x**2 / 4 + y**2 / 4 + 1 + np.tanh(CLIFF * (x - 1)),
    partials=lambda x, y: (x / 2 + CLIFF * (1 - np.tanh(CLIFF * (x - 1)) ** 2), y / 2),
)


def rough(smooth: Surface, *, name="noisy", title="Noisy", size=0.07, n_waves=14, seed=0):
    """Return a surface with ripples on it: n_waves plane waves, drawn once with `seed`."""
    rng = np.random.default_rng(seed)
    angle = rng.uniform(0, 2 * np.pi, n_waves)
    number = rng.uniform(4, 11, n_waves)
    phase = rng.uniform(0, 2 * np.pi, n_waves)
    kx, ky = number * np.cos(angle), number * np.sin(angle)

    def bend(x, y):
        return x[..., None] * kx + y[..., None] * ky + phase

    def partials(x, y):
        steep = size * np.cos(bend(x, y))
        px, py = smooth.partials(x, y)
        return px + (steep * kx).sum(axis=-1), py + (steep * ky).sum(axis=-1)

    return Surface(
        name=name,
        title=title,
        formula=f"{smooth.formula} + ripples",
        xlim=smooth.xlim,
        ylim=smooth.ylim,
        start=smooth.start,
        height=lambda x, y: smooth.height(x, y) + size * np.sin(bend(x, y)).sum(axis=-1),
        partials=partials,
        smooth=smooth,
    )


noisy = rough(bowl)

PRESETS: dict[str, Surface] = {
    surface.name: surface
    for surface in (bowl, ravine, saddle, double_well, himmelblau, plateau, cliff, noisy)
}
