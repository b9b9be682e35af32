"""What notebook 09 says about its own numbers is true."""

import re

import numpy as np
import pytest

from autograder.truth import backprop as truth
from downslope.batches import minibatches
from downslope.data import digits
from downslope.layers import forward, init_params
from downslope.layers_backward import activation_backward, softmax_ce
from tests.course.page import Page, run

PAGE = Page("09_backprop")
HASTY = run(
    PAGE.between("def buggy_train_step", "\n\n# %%\n# The symptoms"),
    forward=forward,
    softmax_ce=softmax_ce,
    activation_backward=activation_backward,
)["buggy_train_step"]
SIZES = [64, 32, 10]


@pytest.fixture(scope="module")
def pictures():
    X, y, _, y_new = digits(1437, np.random.default_rng(0))
    assert "1797 small pictures" in PAGE.prose
    assert "learns from 1437. The other 360" in PAGE.prose
    assert len(y_new) == 360
    return X, y


def own_step(params, X, y, acts, lr):
    return truth.train_step(params, X, y, acts, lr)


def losses_with(step, lr, X, y):
    """As the cell of the bug hunt does it: the loss of every batch, for five epochs."""
    rng = np.random.default_rng(2)
    network, losses = init_params(SIZES, rng), []
    with np.errstate(all="ignore"):
        for _ in range(5):
            for rows in minibatches(len(y), 32, rng):
                loss, network = step(network, X[rows], y[rows], ["relu"], lr)
                losses.append(loss)
    return np.array(losses)


def test_the_tables_of_the_cost():
    said = truth.op_count([2, 3, 1], 10)
    assert said == {"forward": 90, "backward": 180, "numerical": 2340}
    rows = PAGE.between("# | forward | 10", "# ### Exercise 3")
    numbers = [int(n) for n in re.findall(r"(\d+) \|\n", rows)]
    assert numbers == [90, 180, 13, 2340]


def test_wiggling_takes_almost_an_hour_for_what_takes_two_seconds():
    count = truth.op_count(SIZES, 100)
    minutes = 2 * count["numerical"] / (count["forward"] + count["backward"]) / 60
    assert 50 < minutes < 60
    assert "takes two seconds with the one takes almost an hour" in PAGE.prose
    assert count["forward"] + count["backward"] == 3 * count["forward"]


def test_the_table_of_the_update():
    rows = PAGE.between("# | params | [[1", "# The new numbers")
    params, grads, _, new = (
        [np.array(eval(cell)) for cell in row.replace("−", "-").split("|")[2:4]]
        for row in rows.strip().splitlines()[:4]
    )
    step = truth.apply_update([dict(zip("Wb", params, strict=True))],
                              [dict(zip("Wb", grads, strict=True))], 0.5)  # fmt: skip
    assert [step[0][key].tolist() for key in "Wb"] == [array.tolist() for array in new]


@pytest.mark.parametrize(("lr", "said"), [(0.01, "0.2 %"), (0.1, "2 %"), (0.5, "12 %")])
def test_the_first_layer_of_the_hasty_step_is_off_by(lr, said, pictures):
    X, y = (array[:32] for array in pictures)
    start = init_params(SIZES, np.random.default_rng(2))
    right, hasty = (s(start, X, y, ["relu"], lr)[1][0]["W"] - start[0]["W"]
                    for s in (own_step, HASTY))  # fmt: skip
    off = np.linalg.norm(hasty - right) / np.linalg.norm(right)
    assert f"{100 * off:.1g} %" == said or f"{100 * off:.0f} %" == said
    assert f"{said} at {lr}" in PAGE.prose or f"{said} at lr = {lr}" in PAGE.prose


@pytest.mark.parametrize("lr", [0.01, 0.1])
def test_with_a_small_rate_nobody_sees_that_the_step_was_hasty(lr, pictures):
    right, hasty = (losses_with(step, lr, *pictures) for step in (own_step, HASTY))
    assert np.abs(right - hasty).max() < 0.1
    assert right[-1] < 0.5 * right[0] if lr == 0.1 else right[-1] < right[0]


@pytest.mark.parametrize("lr", [0.3, 0.5])
def test_with_a_larger_rate_the_hasty_network_explodes_and_the_right_one_learns(lr, pictures):
    right, hasty = (losses_with(step, lr, *pictures) for step in (own_step, HASTY))
    assert not hasty.max() < 8
    assert right.max() < 5
    assert right[-20:].mean() < 0.2


def test_one_layer_cannot_do_xor_and_two_can():
    X, y = np.array([[-1.0, -1], [-1, 1], [1, -1], [1, 1]]), np.array([0, 1, 1, 0])
    right = {}
    for sizes in ([2, 2], [2, 24, 2]):
        network, _ = truth.train(X, y, sizes, 0.5, 4, 100, np.random.default_rng(1))
        right[len(sizes)] = int(np.sum(truth.predict(network, X) == y))
    assert right[2] < 4
    assert right[3] == 4


def test_three_seeds_read_more_than_94_of_100_unseen_digits():
    for seed in range(3):
        X, y, X_new, y_new = digits(1437, np.random.default_rng(seed))
        network, history = truth.train(X, y, SIZES, 0.3, 32, 25, np.random.default_rng(seed))
        assert np.mean(truth.predict(network, X_new) == y_new) >= 0.94
        assert history[-1] < 0.2 < 2 < history[0]
