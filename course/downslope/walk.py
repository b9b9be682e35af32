"""Walks over a landscape: the arrays that the mountain demos show, in plain numpy.

A *run* has one row per place that the hiker visits. The functions that decide where the hiker
goes are handed in, so a student's own code produces the numbers.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

EDGE = 1e6  # beyond |x| = EDGE the hiker has left the map and stays where they are
COLUMNS = ("x", "height", "slope", "rule", "astray")
SETTLED = 1e-3  # a walk has settled when its last step is this small beside its longest


def learning_rates(low: float = 1e-3, high: float = 3.0, also: float | None = None) -> np.ndarray:
    """Return round numbers from `low` to `high`, about evenly spread in the logarithm, (n,).

    `also` is put among them, so that a slider can stand exactly on a teacher's choice.
    """
    decade = np.concatenate([np.arange(10, 20), np.arange(20, 50, 2), np.arange(50, 100, 5)])
    exponents = range(int(np.floor(np.log10(low))), int(np.ceil(np.log10(high))) + 1)
    # dividing whole numbers by powers of ten gives the float that a person would have typed
    rates = np.concatenate([decade / 10.0 ** (1 - k) for k in exponents])
    if also is not None:
        rates = np.append(rates, float(also))
        low, high = min(low, also), max(high, also)
    rates = np.unique(rates)
    return rates[(rates >= low) & (rates <= high)]


def places(xlim: tuple[float, float], also: float | None = None, n: int = 193) -> np.ndarray:
    """Return the slider's places: n even ones across the map, `also` among them, sorted."""
    xs = np.round(np.linspace(*xlim, n), 6)
    return np.unique(xs if also is None else np.append(xs, float(also)))


def follow(advance: Callable[[float], float], start: float, n_steps: int) -> np.ndarray:
    """Return the places start, advance(start), advance(advance(start)), …: shape (n_steps + 1,)."""
    path = np.full(n_steps + 1, float(start))
    for k in range(n_steps):
        if not abs(path[k]) <= EDGE:
            path[k:] = path[k]
            break
        path[k + 1] = advance(path[k])
    return path


def rows(path: np.ndarray, height, slope, lr: float) -> np.ndarray:
    """Return the run of a path (n + 1,) as float64 (n + 1, 5) with the columns of COLUMNS.

    `height` and `slope` take an array of places. `rule` is x − lr · slope, where the next step
    ought to lead; `astray` is 1 where the path goes elsewhere, else 0.
    """
    path = np.asarray(path, dtype=np.float64)
    with np.errstate(all="ignore"):
        slopes = np.asarray(slope(path), dtype=np.float64)
        rule = path - lr * slopes
        astray = np.zeros(len(path))
        off = np.abs(path[1:] - rule[:-1]) > 1e-9 * (1 + np.abs(rule[:-1]))
        astray[:-1] = off & (np.abs(path[:-1]) <= EDGE)
        return np.column_stack([path, height(path), slopes, rule, astray])


def verdict(run: np.ndarray, lr: float, limit: float | None = None, lowest: float | None = None):
    """Say in a sentence or two how a run (n + 1, 5) ended.

    `limit` is the landscape's stability limit, `lowest` the height of its lowest place; both are
    mentioned when they explain what happened.
    """
    x, height = run[:, 0], run[:, 1]
    moves = np.diff(x)
    n = len(moves)
    with np.errstate(all="ignore"):
        away = np.flatnonzero(~(np.abs(x) <= EDGE))
        turns = np.count_nonzero(moves[1:] * moves[:-1] < 0)
    beyond = (
        ""
        if limit is None or lr <= limit
        else f" The learning rate {lr:g} is beyond the limit {limit:g}."
    )
    if len(away):
        return f"Diverged: after {away[0]} steps the hiker has left the map.{beyond}"
    if height[-1] > height[0]:
        return f"Diverged: after {n} steps the hiker is higher than at the start.{beyond}"
    if not moves.any():
        why = "the slope is 0 here" if run[0, 2] == 0 else "no step moves the hiker"
        return f"Stays: {why}."
    if abs(moves[-1]) <= SETTLED * np.abs(moves).max():
        words = f"Converged: the hiker has settled at x = {said(x[-1])}, height {said(height[-1])}."
        higher = lowest is not None and height[-1] > lowest + 0.02 * (abs(lowest) + 1)
        return words + (" There is a lower place on this map." if higher else "")
    if turns > (n - 1) / 2:
        return f"Oscillating: the hiker jumps from side to side, {turns} turns in {n} steps."
    return f"Slow: after {n} steps the hiker is at x = {said(x[-1])} and still on the way."


def missed(run: np.ndarray, guess: float, xlim: tuple[float, float]) -> str:
    """Say how far a flag at `guess` stands from where a run (n + 1, 5) ended.

    A flag at the rim of the map `xlim` says that the walk leaves it.
    """
    (low, high), end = xlim, run[-1, 0]
    flag = f"Your flag stands at x = {said(guess)}"
    if not low <= end <= high:
        if guess in (low, high):
            return f"{flag}, the rim, and the walk has left the picture: a hit."
        return f"{flag}, but the walk has left the picture."
    distance = abs(guess - end)
    if distance <= 0.01 * (high - low):
        return f"{flag}, only {said(distance)} from there: a hit."
    return f"{flag}, {said(distance)} too far to the {'right' if guess > end else 'left'}."


def said(number: float) -> str:
    """Return a number for people: three decimals, a real minus sign, no −0."""
    text = f"{number:.3f}"
    return (text.lstrip("-") if float(text) == 0 else text).replace("-", "−")
