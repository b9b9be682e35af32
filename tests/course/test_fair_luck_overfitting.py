"""Splits and dropout: how rarely luck makes a right function look wrong. Computed, not tried."""

import math

import numpy as np
import pytest

from autograder.checks import EXERCISES
from autograder.judge import draw, rng_for
from downslope.observe import same_data
from downslope.readings import without_seed
from downslope.readings_overfitting import ENOUGH, FAR, NEVER
from downslope.sheet import Seed

WORST = 1e-4  # accepted chance that a right function loses anything; the bounds are far below


def cases_of(function, seeds=12):
    exercise = EXERCISES[function]
    for seed in range(seeds):
        yield draw(exercise, rng_for(exercise, seed), with_mistakes=False).cases


def seeds_of(case):
    return [argument for argument in case.args if isinstance(argument, Seed)]


def test_a_random_split_hardly_ever_looks_like_a_cut():
    """It is called one if the validation part is a run of neighbours on the circle of N indices."""
    for cases in cases_of("split"):
        chances = []
        for case in cases:
            N, n_va = len(case.args[1]), round(case.args[2] * len(case.args[1]))
            if N >= ENOUGH:
                chances.append(N / math.comb(N, n_va))
        assert len(chances) >= 4
        assert sum(chances) < 1e-9 < WORST


def test_two_seeds_hardly_ever_split_alike():
    """Even if the parts keep their old order: then only the choice of the rows differs."""
    for cases in cases_of("split"):
        risks = [
            1 / math.comb(len(c.args[1]), round(c.args[2] * len(c.args[1])))
            for i, c in enumerate(cases)
            for other in cases[:i]
            if same_data(without_seed(c), without_seed(other)) and seeds_of(c) != seeds_of(other)
        ]
        assert risks
        assert sum(risks) < 1e-9


def bernstein(variance: float, largest: float, off: float) -> float:
    """A bound on the chance that a sum of bounded independent terms is so far off its mean."""
    return 2 * math.exp(-(off**2) / 2 / (variance + largest * off / 3))


@pytest.mark.parametrize("function", ["dropout_forward", "repaired_dropout"])
def test_dropout_is_hardly_ever_called_unfair_or_deaf(function):
    """Shares and means off by chance, masks alike by chance, nothing dropped by chance."""
    for cases in cases_of(function):
        risk, measured = 0.0, set()
        for i, case in enumerate(cases):
            A, p, _, train = case.args
            if not train or not p:
                continue
            size = np.count_nonzero(A)
            nothing = (1 - p) ** size
            risk += nothing if nothing < NEVER else 0
            for other in cases[:i]:
                alone = same_data(without_seed(case), without_seed(other))
                if alone and seeds_of(case) != seeds_of(other):
                    risk += (p**2 + (1 - p) ** 2) ** size
            if case.about:
                spread = size * p * (1 - p)
                risk += bernstein(spread, 1, FAR * math.sqrt(spread))
                measured.add(case.about)
            if case.about == "mean":
                spread, kept = np.sum(A**2) * p / (1 - p), 1 / (1 - p)
                risk += bernstein(spread, A.max() * max(kept - 1, 1), 0.01 * A.sum())
        assert measured == {"large", "mean"}
        assert 0 < risk < 1e-7 < WORST
