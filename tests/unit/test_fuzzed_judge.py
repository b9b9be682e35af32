"""What nearly is right, in every exercise: the judge has a verdict, whatever was returned."""

import random

import numpy as np
import pytest

from autograder import sheets, wire
from autograder.checks import EXERCISES
from autograder.judge import judge_and_name
from downslope import show
from downslope.observe import observe
from downslope.sheet import Observed

ROUNDS = 40  # a function
ODD = [
    None, True, 0, -1, 2**62, 1e308, -1e308, 5e-324, float("nan"), float("inf"), "", "None",
    "<b>`x`", [], (), {}, {"W": 1}, {1: 2}, [[1, 2], [3]], [None], [np.zeros(3), np.zeros(2)],
    wire.Other("<script>"), np.zeros(0), np.zeros((0, 3)), np.array(5), np.zeros((3, 2, 2)),
    np.array([2**64 - 1], np.uint64), np.full((2, 2), np.nan), np.array([1e308, -1e308]),
    np.float16([6e4, -np.inf]),
]  # fmt: skip


def mutated(value, luck, depth=0):
    """The value with something else in a few places, or in its place."""
    if luck.random() < 0.2 or depth > 6:
        return luck.choice(ODD)
    if isinstance(value, dict):
        some = {k: _perhaps(v, luck, depth) for k, v in value.items()}
        if some and luck.random() < 0.2:
            some.pop(luck.choice(list(some)))
        return some
    if isinstance(value, (list, tuple)):
        some = [_perhaps(v, luck, depth) for v in value]
        if some and luck.random() < 0.2:
            some.pop(luck.randrange(len(some)))
        return some if luck.random() < 0.3 else tuple(some)
    if isinstance(value, np.ndarray):
        kind = luck.choice(["float16", "int8", "uint64", "bool"])
        first = np.arange(value.size).reshape(value.shape) == 0
        odd = luck.choice([np.inf, np.nan, 1e308, 0])
        ways = [value.astype(kind), value.T, value.ravel(), value * 1e300, value.tolist()]
        return luck.choice([*ways, value[np.newaxis], np.where(first, odd, value)])
    return luck.choice(ODD)


def _perhaps(value, luck, depth):
    return mutated(value, luck, depth + 1) if luck.random() < 0.3 else value


def crossed(value):
    """The value as it comes out of a box."""
    blobs: list[bytes] = []
    return wire.decode(wire.encode(value, blobs), blobs)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("function", EXERCISES)
def test_whatever_comes_back_there_is_a_verdict(function):
    exercise, luck = EXERCISES[function], random.Random(function)
    drawn = sheets.drawn(exercise, 7)
    right = [observe(exercise.truth, case.args, exercise.driver) for case in drawn.sheet.cases]
    for _ in range(ROUNDS):
        everywhere, same = luck.random() < 0.5, luck.random() < 0.2
        odd = luck.choice(ODD)
        seen = []
        for o in right:
            value = o.value
            if same:
                value = odd
            elif everywhere or luck.random() < 0.3:
                value = mutated(value, luck)
            asked = 3 * luck.randint(0, len(o.asked) // 3)  # a tool is asked about three arrays
            asked = o.asked[:asked] if luck.random() < 0.1 else o.asked
            seen.append(Observed("returned", crossed(value), asked=asked))
        verdict = judge_and_name(drawn.sheet, seen, drawn.with_mistakes)
        assert 0 <= verdict.share <= 1
        html = show.as_html(verdict)
        assert "<script" not in html
        assert "<b>`x" not in html
