"""Landscapes, and the walks on them: the numbers that the mountains draw."""

import numpy as np
import pytest

from downslope import landscapes, walk

PRESETS = list(landscapes.PRESETS.values())


@pytest.mark.parametrize("landscape", PRESETS, ids=lambda landscape: landscape.name)
def test_slope_is_the_derivative(landscape):
    x = np.linspace(*landscape.xlim, 41)
    step = 1e-30j  # the complex step is exact to the last digit
    exact = landscape.height(x + step).imag / step.imag
    np.testing.assert_allclose(landscape.slope(x), exact, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("landscape", PRESETS, ids=lambda landscape: landscape.name)
def test_landscape_takes_numbers_and_arrays(landscape):
    assert isinstance(landscape(0.5), float)
    assert isinstance(landscape.slope(1), float)
    grid = np.zeros((2, 3))
    assert landscape(grid).shape == landscape.slope(grid).shape == (2, 3)
    assert landscape.xlim[0] < landscape.start < landscape.xlim[1]


def test_only_the_bowl_has_a_stability_limit():
    assert landscapes.bowl.stability_limit == 1.0
    assert [land.name for land in PRESETS if land.stability_limit is not None] == ["bowl"]


def test_learning_rates_are_round_and_sorted():
    rates = walk.learning_rates(also=0.123)
    assert (np.diff(rates) > 0).all()
    assert {0.001, 0.1, 0.123, 0.85, 1.0, 1.1, 3.0} <= set(rates.tolist())
    assert max(len(f"{rate:.10g}".replace(".", "").strip("0")) for rate in rates) <= 3


def test_places_contain_the_start():
    xs = walk.places((-2.0, 2.0), also=0.12345)
    assert 0.12345 in xs
    assert (xs[0], xs[-1]) == (-2.0, 2.0)


def test_walk_in_the_bowl_has_its_closed_form():
    path = walk.follow(lambda x: x - 0.1 * 2 * x, 3.0, 10)
    np.testing.assert_allclose(path, 3.0 * 0.8 ** np.arange(11), rtol=1e-14)


def test_hiker_stays_beyond_the_edge_of_the_map():
    asked = []

    def advance(x):
        asked.append(x)
        return 100 * x

    path = walk.follow(advance, 1.0, 10)
    assert path.tolist() == [1, 1e2, 1e4, 1e6, 1e8] + [1e8] * 6
    assert asked == [1, 1e2, 1e4, 1e6]


def test_rows_mark_a_step_that_breaks_the_rule():
    bowl = landscapes.bowl
    run = walk.rows(np.array([1.0, 0.8, 0.9, 0.72]), bowl, bowl.slope, 0.1)
    assert run.shape == (4, len(walk.COLUMNS))
    assert run[:, 2].tolist() == [2.0, 1.6, 1.8, 1.44]
    assert run[:, 4].tolist() == [0, 1, 0, 0]
