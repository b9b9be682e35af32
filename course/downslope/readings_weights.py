"""Reading the fresh weights of a network: their shapes, their spread, and whether all differ.

Weights are drawn by luck, so no numbers can be compared but those that luck hardly moves. With
20,000 weights and more, two right spreads differ by 0.7 % (one standard deviation).
"""

from __future__ import annotations

from itertools import combinations

import numpy as np

from downslope.bars import at_most
from downslope.readings import FINE, NOT_ASKED, plain_numbers, reading, use_of_rng
from downslope.sheet import Case, Finding, Observed

LARGE = "large"  # a case with weights enough to measure their spread
FAR = 6.5  # standard deviations that a mean may lie off 0: beyond them in 8 of 10¹¹ draws
NO_LAYERS = Finding(
    "form", 'The result should be a list with a dict {"W": array, "b": array} for each layer.'
)
NO_TABLE = Finding("form", "The result should be an array of numbers, the weights of one layer.")
EQUAL = Finding("equal", "All weights of a layer are the same number, so its neurons are copies.")
TWINS = Finding("twins", "Two neurons of a layer have the same weights, so they are copies.")
LAYERS = Finding("layers", "Two layers have the same weights. Every layer needs draws of its own.")
OFF_CENTRE = Finding("off centre", "The mean of the weights is not 0, and that is not bad luck.")


@reading("fresh_weights")
def fresh_weights(cases: tuple[Case, ...], seen: list[Observed]) -> list:
    """Five entries a case: use of the generator, shapes, b, spread, variety.

    shapes: all shapes in one str. b: all biases in a row. spread: the standard deviation of each
    layer's weights, read off cases about LARGE only. variety: a Finding.
    """
    luck = use_of_rng(cases, seen)
    return [
        (use, *_look(o.value, case.about == LARGE)) if o.outcome == "returned" else None
        for use, case, o in zip(luck, cases, seen, strict=True)
    ]


def _look(value, large: bool) -> tuple:
    layers = _layers(value)
    if layers is None:
        return (NO_LAYERS,) * 4
    shapes = ", then ".join(f"W {W.shape} and b {b.shape}" for W, b in layers)
    biases = np.concatenate([b.ravel() for _, b in layers])
    weights = [W for W, _ in layers]
    spread = np.array([W.std() for W in weights]) if large else NOT_ASKED
    return shapes, biases, spread, _variety(weights, large)


def _layers(value) -> list[tuple[np.ndarray, np.ndarray]] | None:
    """W and b of each layer as arrays, or None if that is not what they are."""
    if not isinstance(value, (list, tuple)) or not value:
        return None
    layers = []
    for layer in value:
        if not isinstance(layer, dict) or not {"W", "b"} <= set(layer):
            return None
        W, b = plain_numbers(layer["W"]), plain_numbers(layer["b"])
        if W is None or b is None or not W.size:
            return None
        # (1, M) for (M,) holds the right numbers in a slightly different box
        layers.append((W, b.ravel() if b.ndim == 2 and len(b) == 1 else b))
    return layers


def _twins(W: np.ndarray) -> bool:
    """True if two columns are equal; sorting columns is slow, so the first row is asked first."""
    if W.ndim != 2 or len(np.unique(W[0])) == W.shape[1]:
        return False
    return len(np.unique(W, axis=1).T) < W.shape[1]


def _off_centre(W: np.ndarray) -> float:
    """How many standard deviations of a mean the mean lies off 0."""
    return abs(W.mean()) * np.sqrt(W.size) / W.std()


def _variety(weights: list[np.ndarray], large: bool) -> Finding:
    if any(W.size > 1 and np.ptp(W) == 0 for W in weights):
        return EQUAL
    if any(map(_twins, weights)):
        return TWINS
    if any(np.array_equal(V, W) for V, W in combinations(weights, 2)):
        return LAYERS
    if large and not at_most("standard deviations off 0", max(map(_off_centre, weights)), FAR):
        return OFF_CENTRE
    return FINE


@reading("fresh_table")
def fresh_table(cases: tuple[Case, ...], seen: list[Observed]) -> list:
    """Four entries a case, for the weights of one layer: use of the generator, shape, spread,
    variety; as in `fresh_weights`."""
    luck, found = use_of_rng(cases, seen), []
    for use, case, o in zip(luck, cases, seen, strict=True):
        W = plain_numbers(o.value) if o.outcome == "returned" else None
        if W is None or not W.size:
            found.append((use, NO_TABLE, NO_TABLE, NO_TABLE))
            continue
        if W.ndim < 2:
            found.append((use, str(W.shape), NO_TABLE, NO_TABLE))
            continue
        large = case.about == LARGE
        spread = float(W.std()) if large else NOT_ASKED
        found.append((use, str(W.shape), spread, _variety([W], large)))
    return found
