"""Maps of surfaces: what the front end needs to draw one, and still pictures of the demos on it."""

from __future__ import annotations

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Circle

from downslope.stills import INK, ORANGE, VERMILLION
from downslope.walk import EDGE

CELLS = 97  # places along each side of the grid
LEVELS = 14  # contour lines
LEAST = 1e-12  # of a loss on a logarithmic scale
# a hiker is told by colour (as in surface.css), marker and dashes
STYLES = (("#006CC8", "o", "-"), ("#C23F00", "s", (0, (6, 3))), ("#005132", "^", (0, (2, 2))),
          ("#8B387F", "D", (0, (7, 2, 2, 2))), ("#2A2639", "P", (0, (12, 4))))  # fmt: skip
TINTS = LinearSegmentedColormap.from_list(
    "tints", ["#86b6a4", "#b5d3b4", "#dde3c0", "#efe6cf", "#f7f3ec"]
)


def grid(surface, n: int = CELLS) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return x (n,), y (n,) and the heights (n, n) of a surface; row i holds y[i]."""
    x, y = np.linspace(*surface.xlim, n), np.linspace(*surface.ylim, n)
    places = np.stack(np.meshgrid(x, y), axis=-1)
    return x, y, np.asarray(surface(places), dtype=np.float64)


def levels(heights: np.ndarray, n: int = LEVELS) -> tuple[np.ndarray, float]:
    """Return n heights for contour lines, and the power that spaces them.

    Line k stands at the part (k / n) ** power of the way up, so that half of the lines enclose
    half of the map.
    """
    low, high = float(heights.min()), float(heights.max())
    span = high - low or 1.0
    middle = np.clip((np.median(heights) - low) / span, 1e-6, 1 - 1e-6)
    power = float(np.clip(np.log(middle) / np.log(0.5), 1.0, 3.0))
    return low + span * (np.arange(1, n + 1) / (n + 1)) ** power, power


def ground(surface) -> dict:
    """Return the terrain as the front end draws it: limits, heights, contour lines, scales.

    `bend` is the power of the tints and lines, `relief` that of the 3-D view: 1, or 2 where the
    rim is so high that the valleys would look flat (heights are then drawn as square roots).
    """
    _x, _y, heights = grid(surface)
    lines, power = levels(heights)
    return {
        "xlim": list(surface.xlim),
        "ylim": list(surface.ylim),
        "cells": CELLS,
        "heights": np.ascontiguousarray(heights).tobytes(),
        "low": float(heights.min()),
        "high": float(heights.max()),
        "levels": lines.tolist(),
        "bend": power,
        "relief": 2 if power > 2.5 else 1,
        "labels": list(surface.labels),
    }


def draw(axes, surface, clear=None):
    """Draw a surface as a tinted contour map; with `clear`, (place, radius), fog lies elsewhere."""
    x, y, heights = grid(surface, 65)
    lines, _power = levels(heights)
    edges = [heights.min(), *lines, heights.max()]
    tints = TINTS(np.linspace(0, 1, len(edges) - 1))
    drawn = [
        axes.contourf(x, y, heights, levels=edges, colors=tints),
        axes.contour(x, y, heights, levels=lines, colors="#5B7F6B", linewidths=0.5),
    ]
    if clear is not None:
        axes.set_facecolor("#E4E7E9")
        for part in drawn:
            part.set_clip_path(Circle(*clear, transform=axes.transData))
    across, up, _height, _slope = surface.labels
    axes.set(xlim=surface.xlim, ylim=surface.ylim, xlabel=across, ylabel=up, aspect="equal")


def mountain(demo) -> Figure:
    """Return the map with the trails of a `SurfaceMountain`, and the losses beside it."""
    figure = Figure(figsize=(7.2, 3.9))
    figure.subplots_adjust(0.07, 0.12, 0.98, 0.92, wspace=0.22)
    left, right = figure.subplots(1, 2, width_ratios=(1.15, 1))
    draw(left, demo.surface, None if demo.sight is None else (demo.start, demo.sight))
    for k, (name, trail) in enumerate(zip(demo.hikers, demo.rows(), strict=True)):
        colour, marker, dash = STYLES[k]
        places = np.clip(np.where(np.isfinite(trail[:, :2]), trail[:, :2], np.nan), -1e3, 1e3)
        left.plot(*places.T, ls=dash, color=colour, lw=1.3, marker=marker, ms=3.5,
                  mec="white", mew=0.4)  # fmt: skip
        away = ~(np.abs(trail[:, :2]).max(axis=1) <= EDGE)
        losses = np.where(away, np.nan, trail[:, 2])
        right.plot(losses, ls=dash, color=colour, marker=marker, ms=3,
                   label=f"{name}, lr = {demo.lrs[k]:g}")  # fmt: skip
    x, y, _height, gx, gy = demo.rows()[0, 0, :5]
    if demo.reveal and np.isfinite(gx) and (gx or gy):
        reach = 0.22 * (demo.surface.xlim[1] - demo.surface.xlim[0]) / np.hypot(gx, gy)
        arrow = {"arrowstyle": "-|>", "color": INK, "linewidth": 1.8}
        left.annotate("", (x + reach * gx, y + reach * gy), (x, y), arrowprops=arrow,
                      annotation_clip=False)  # fmt: skip
    left.plot(x, y, "o", color=VERMILLION, mec="white", ms=9, zorder=5)
    for number, (px, py, *_gradient) in enumerate(demo.scene["marks"], 1):
        left.annotate(str(number), (px, py), (0, 9), textcoords="offset points", ha="center",
                      bbox={"boxstyle": "round", "fc": "#FFF3D6", "ec": ORANGE},
                      arrowprops={"arrowstyle": "-", "color": ORANGE})  # fmt: skip
    if demo.guess is not None:
        left.annotate("?", demo.guess, (0, 14), textcoords="offset points", ha="center",
                      bbox={"boxstyle": "round", "fc": "#FFF3D6", "ec": ORANGE},
                      arrowprops={"arrowstyle": "-", "color": ORANGE})  # fmt: skip
    left.set_title(demo.surface.formula, fontsize=9, color=INK)
    low, high = demo.scene["low"], demo.scene["high"]
    right.set(xlim=(0, demo.n_steps), xlabel="step")
    right.set_title(f"loss = {demo.surface.labels[2]}", fontsize=9, color=INK)
    if demo.log and demo.rows()[0, 0, 2] > 0:  # down to where the chart of the front end ends
        right.set(yscale="log", ylim=(LEAST, 3 * _top(demo.rows())))
    else:
        right.set_ylim(low - 0.04 * (high - low), min(high, _top(demo.rows())))
    right.spines[["top", "right"]].set_visible(False)
    right.legend(frameon=False, fontsize=8)
    return figure


def _top(rows: np.ndarray) -> float:
    """Return a good upper end for a chart of losses: a little above the start."""
    start = float(rows[0, 0, 2])
    return start + 0.15 * abs(start) + 0.1


def hikers(demo) -> Figure:
    """Return the map with the paths of a `ThreeHikers`, and beside it, if revealed, the losses."""
    figure = Figure(figsize=(7.2, 3.9))
    figure.subplots_adjust(0.08, 0.13, 0.98, 0.92, wspace=0.22)
    left, right = figure.subplots(1, 2, width_ratios=(1.15, 1))
    draw(left, demo.surface)
    trails = demo.trails()
    for (name, trail), count, (colour, marker, dash) in zip(
        zip(demo.sizes, trails, strict=True), demo.counts, STYLES, strict=False
    ):
        size = 3.5 if len(trail) < 100 else 0
        places = np.clip(trail[:, :2], -1e3, 1e3)
        left.plot(*places.T, ls=dash, color=colour, lw=1.1, marker=marker, ms=size,
                  mec="white", mew=0.4, label=name)  # fmt: skip
        if demo.reveal:
            right.plot(count, trail[:, 2], ls=dash, color=colour, lw=1.2)
    left.set_title(f"lr = {demo.lr:g}")
    left.legend(fontsize=8, loc="upper left")
    low, start = demo.scene["low"], float(trails[0][0, 2])
    right.set(xlim=(0, demo.scene["total"]), xlabel="gradient evaluations", title="loss")
    right.set_ylim(low - 0.05 * (start - low), start + 0.15 * (start - low))
    right.spines[["top", "right"]].set_visible(False)
    if not demo.reveal:
        middle = (0.5, 0.5)
        right.annotate("predict first", middle, xycoords="axes fraction", ha="center", color=INK)
    return figure
