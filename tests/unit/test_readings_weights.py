"""What is read off fresh weights: every finding, and that luck alone is never found."""

from itertools import pairwise

import numpy as np
import pytest

from downslope.observe import observe
from downslope.readings import read
from downslope.sheet import Case, Seed

SMALL = tuple(Case(([3, 4, 4, 4], Seed(n))) for n in (1, 2, 1))
LARGE = (Case(([200, 150], Seed(5)), about="large"),)


def layer(W, b=None):
    return {"W": W, "b": np.zeros(np.shape(W)[1]) if b is None else b}


def drawn(sizes, rng):
    return [layer(rng.normal(size=shape)) for shape in pairwise(sizes)]


def found(function, cases=SMALL):
    observed = [observe(function, case.args) for case in cases]
    return read("fresh_weights", cases, observed)[-1].value


def test_right_weights():
    use, shapes, b, spread, variety = found(drawn)
    assert [f.kind for f in (use, spread, variety)] == ["fine", "not asked", "fine"]
    assert shapes == "W (3, 4) and b (4,), then W (4, 4) and b (4,), then W (4, 4) and b (4,)"
    assert b.tolist() == [0] * 12


def test_the_spread_is_measured_where_there_are_weights_enough():
    _, _, _, spread, variety = found(lambda sizes, rng: drawn(sizes, rng), LARGE)
    assert spread == pytest.approx([1.0], abs=0.02)
    assert variety.kind == "fine"


@pytest.mark.parametrize(
    ("function", "kind"),
    [
        (lambda s, rng: [layer(np.full((3, 4), rng.normal()))], "equal"),
        (lambda s, rng: [layer(np.tile(rng.normal(size=(3, 1)), (1, 4)))], "twins"),
        (lambda s, rng: [layer(rng.normal(size=(3, 4)))] * 2, "layers"),
    ],
)
def test_copies_are_found(function, kind):
    assert found(function)[4].kind == kind


def test_a_mean_off_0_is_found():
    assert found(lambda s, rng: [layer(0.1 + rng.normal(size=s))], LARGE)[4].kind == "off centre"


@pytest.mark.parametrize(
    "value",
    [None, [], [1], np.zeros(3), [{"W": np.zeros((2, 2))}], [{"W": "x", "b": 0}], "weights"],
)
def test_what_is_no_list_of_layers_is_said_so(value):
    assert {f.kind for f in found(lambda s, rng: value)[1:]} == {"form"}


def test_luck_alone_is_never_found():
    for seed in range(300):
        cases = (Case(([150, 140], Seed(seed)), about="large"),)
        _, _, _, spread, variety = found(drawn, cases)
        assert variety.kind == "fine"
        assert abs(spread[0] - 1) < 0.05
