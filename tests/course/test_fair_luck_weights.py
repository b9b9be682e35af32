"""Fresh weights: how rarely luck makes right ones look wrong. Computed, not tried."""

import math

import numpy as np
import pytest

from autograder.checks import EXERCISES
from autograder.judge import draw, rng_for
from downslope.readings_weights import FAR, LARGE

WORST = 1e-4  # accepted chance that right weights lose anything; the bounds are far below


def beyond(deviations: float) -> float:
    """The chance that a normal number lies so many standard deviations off its mean."""
    return math.erfc(deviations / math.sqrt(2))


@pytest.mark.parametrize("function", ["init_params", "he_init", "xavier_init", "repaired_init"])
def test_a_spread_or_a_mean_is_hardly_ever_off_by_more_than_allowed(function):
    """Two measured spreads of n right weights differ by 1/√n of themselves, as one deviation.

    (Each by 1/√(2n), if the weights are normal; uniform ones less.) The tolerance is a share of
    the largest spread of a network, so a share of each one's own at the least.
    """
    exercise, measured = EXERCISES[function], 0
    for seed in range(12):
        risk = 0.0
        for case in draw(exercise, rng_for(exercise, seed), with_mistakes=False).cases:
            if case.about != LARGE:
                continue
            sizes = case.args[0] if isinstance(case.args[0], list) else case.args[:2]
            for n in np.multiply(sizes[:-1], sizes[1:]):
                risk += beyond(case.tolerance * math.sqrt(n)) + beyond(FAR)
                measured += 1
        assert risk < 1e-8 < WORST
    assert measured >= 12 * 4
