"""Trails over a surface: the arrays that the demos with two knobs show, in plain numpy.

A *trail* has one row per place that a hiker visits. Who decides where the hiker goes is handed
in, so a student's own code produces the numbers.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from downslope.walk import EDGE, SETTLED, said

# place, height, gradient, where the rule leads, and whether the hiker goes elsewhere
COLUMNS = ("x", "y", "height", "gx", "gy", "rule_x", "rule_y", "astray")


def follow(advance: Callable[[np.ndarray], np.ndarray], start, n_steps: int) -> np.ndarray:
    """Return the places start, advance(start), …: float64 (n_steps + 1, 2).

    A hiker farther away than EDGE has left the map and stays where they are.
    """
    path = np.tile(np.asarray(start, dtype=np.float64), (n_steps + 1, 1))
    for k in range(n_steps):
        if not np.abs(path[k]).max() <= EDGE:
            path[k:] = path[k]
            break
        path[k + 1] = advance(path[k])
    return path


def rows(path: np.ndarray, height, gradient, lr: float | None) -> np.ndarray:
    """Return the trail of a path (n + 1, 2) as float64 (n + 1, 8) with the columns of COLUMNS.

    `height` and `gradient` take places (n + 1, 2). The rule is w − lr·gradient; for a hiker with
    a rule of their own hand in lr=None: the rule then leads where they went.
    """
    path = np.asarray(path, dtype=np.float64)
    out = np.zeros((len(path), len(COLUMNS)))
    with np.errstate(all="ignore"):
        gradients = np.asarray(gradient(path), dtype=np.float64)
        if lr is None:
            rule = np.vstack([path[1:], np.full((1, 2), np.nan)])
        else:
            rule = path - lr * gradients
            off = np.abs(path[1:] - rule[:-1]) > 1e-9 * (1 + np.abs(rule[:-1]))
            out[:-1, 7] = off.any(axis=1) & (np.abs(path[:-1]) <= EDGE).all(axis=1)
        out[:, :2], out[:, 2], out[:, 3:5], out[:, 5:7] = path, height(path), gradients, rule
    return out


def directions(n: int = 100, seed: int = 0) -> np.ndarray:
    """Return n random unit directions, float64 (n, 2): every angle is as likely as any other."""
    angle = np.random.default_rng(seed).uniform(0, 2 * np.pi, n)
    return np.column_stack([np.cos(angle), np.sin(angle)])


def compared(slopes: np.ndarray, gradient: np.ndarray) -> dict:
    """Return how the slopes (n,) of random directions compare with straight against the gradient.

    The dict holds `steepest`, the length of the gradient, and `said`, a sentence.
    """
    steepest, n = float(np.hypot(*gradient)), len(slopes)
    if not steepest > 0:
        return {"steepest": 0.0, "said": "The gradient is (0, 0): flat in every direction."}
    words = (
        f"{np.count_nonzero(slopes < 0)} of {n} random directions lead downhill. The best of them "
        f"has slope {said(slopes.min())}, straight against the gradient it is {said(-steepest)}."
    )
    return {"steepest": steepest, "said": words}


def missed(trail: np.ndarray, guess, surface) -> str:
    """Say how far a flag at `guess` (2,) stands from where a trail (n + 1, 8) ended.

    A flag at the rim of the surface's map says that the walk leaves it.
    """
    end = trail[-1, :2]
    lims = np.array([surface.xlim, surface.ylim])
    flag = f"Your flag stands at ({said(guess[0])}, {said(guess[1])})"
    if not ((lims[:, 0] <= end) & (end <= lims[:, 1])).all():
        if (np.abs(lims - np.reshape(guess, (2, 1))) < 1e-9).any():
            return f"{flag}, the rim, and the walk has left the picture: a hit."
        return f"{flag}, but the walk has left the picture."
    distance = float(np.hypot(*np.subtract(guess, end)))
    hit = distance <= 0.02 * np.ptp(surface.xlim)
    return (
        f"{flag}, only {said(distance)} from there: a hit."
        if hit
        else (f"{flag}, {said(distance)} from there.")
    )


def verdict(trail: np.ndarray, lr: float, limit: float | None = None, lowest: float | None = None):
    """Say in a sentence or two how a trail (n + 1, 8) ended.

    `limit` is the surface's stability limit for the plain rule, `lowest` the height of the lowest
    place on the map; both are mentioned when they explain what happened.
    """
    places, height, gradients = trail[:, :2], trail[:, 2], trail[:, 3:5]
    n = len(places) - 1
    with np.errstate(all="ignore"):
        away = np.flatnonzero(~(np.abs(places).max(axis=1) <= EDGE))
        moves = np.diff(places, axis=0)
        lengths = np.hypot(*moves.T)
        turns = np.count_nonzero((moves[1:] * moves[:-1]).sum(axis=1) < 0)
    beyond = (
        ""
        if limit is None or lr <= limit
        else f" The learning rate {lr:g} is beyond the limit {limit:.4g}."
    )
    if len(away):
        return f"Diverged: after {away[0]} steps the hiker has left the map.{beyond}"
    if height[-1] > height[0]:
        return f"Diverged: after {n} steps the hiker is higher than at the start.{beyond}"
    if not lengths.any():
        why = "the gradient is (0, 0) here" if not gradients[0].any() else "no step moves the hiker"
        return f"Stays: {why}."
    where = f"({said(places[-1, 0])}, {said(places[-1, 1])})"
    if lengths[-1] <= SETTLED * lengths.max():
        words = f"Converged: the hiker has settled at {where}, height {said(height[-1])}."
        higher = lowest is not None and height[-1] > lowest + 0.02 * (abs(lowest) + 1)
        return words + (" There is a lower place on this map." if higher else "")
    if turns > (n - 1) / 2:
        return f"Zigzag: the hiker turns back {turns} times in {n} steps and is now at {where}."
    return f"Slow: after {n} steps the hiker is at {where} and still on the way."
