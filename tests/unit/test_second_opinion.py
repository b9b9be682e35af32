"""The second opinions of notebook 08: they agree, they differ, and they never raise."""

import numpy as np
import pytest

from autograder.truth import backward as truth
from downslope.layers import activation_forward, affine_forward
from downslope.second_opinion import check_layer, check_loss, check_network, once_written

RNG = np.random.default_rng(8)
X, W, B = RNG.normal(size=(5, 3)), RNG.normal(size=(3, 4)), RNG.normal(size=4)
PARAMS = [{"W": W, "b": B}, {"W": RNG.normal(size=(4, 2)), "b": RNG.normal(size=2)}]
Y = np.array([0, 1, 1, 0, 1])
NAMES = ("dX", "dW", "db")


def unsolved(*_):
    raise NotImplementedError("Replace this line by your code.")


def test_a_right_layer_agrees(capsys):
    check_layer(truth.affine_backward, affine_forward, X, W, B, names=NAMES)
    printed = capsys.readouterr().out
    assert printed.count("agrees") == 3
    assert "DIFFERS" not in printed


@pytest.mark.parametrize("kind", ["sigmoid", "tanh", "relu"])
def test_a_single_gradient_needs_no_tuple(kind, capsys):
    check_layer(truth.activation_backward, activation_forward, X, kind, names=("dZ",))
    assert capsys.readouterr().out.count("agrees") == 1


def test_only_the_wrong_gradient_differs(capsys):
    def mean_bias(dZ, cache):
        dX, dW, db = truth.affine_backward(dZ, cache)
        return dX, dW, db / len(dZ)

    check_layer(mean_bias, affine_forward, X, W, B, names=NAMES)
    lines = capsys.readouterr().out.splitlines()[1:]
    assert [line.split()[0] for line in lines if "DIFFERS" in line] == ["db"]


def test_a_wrong_shape_is_said(capsys):
    def flipped(dZ, cache):
        dX, dW, db = truth.affine_backward(dZ, cache)
        return dX, dW.T, db

    check_layer(flipped, affine_forward, X, W, B, names=NAMES)
    assert "dW    shape (4, 3), but it should be (3, 4)" in capsys.readouterr().out


def test_the_loss_is_compared_with_its_own_slope(capsys):
    Z = RNG.normal(size=(5, 2))
    check_loss(truth.softmax_ce, Z, Y)
    check_loss(lambda Z, y: (truth.softmax_ce(Z, y)[0], truth.softmax_ce(Z, y)[1] * 5), Z, Y)
    first, second = capsys.readouterr().out.split("relative error")[1:]
    assert "agrees" in first
    assert "DIFFERS" in second


def test_a_network_is_listed_from_the_last_layer_to_the_first(capsys):
    check_network(truth.two_layer_grads, PARAMS, X, Y)
    lines = capsys.readouterr().out.splitlines()[1:]
    assert [line.split()[0] for line in lines] == ["dW2", "db2", "dW1", "db1"]
    assert all("agrees" in line for line in lines)


@pytest.mark.parametrize(
    "opinion",
    [
        lambda f: check_layer(f, affine_forward, X, W, B, names=NAMES),
        lambda f: check_loss(f, X, Y),
        lambda f: check_network(f, PARAMS, X, Y),
    ],
    ids=["layer", "loss", "network"],
)
@pytest.mark.parametrize(
    ("function", "words"),
    [
        (unsolved, "still waits for your code"),
        (lambda *_: None, "stopped with TypeError"),
        (lambda *_: 1 / 0, "stopped with ZeroDivisionError: division by zero"),
        (lambda *_: (1, 2, 3, 4), "stopped with ValueError"),
    ],
    ids=["unsolved", "returns None", "raises", "too many results"],
)
def test_trouble_is_a_sentence(opinion, function, words, capsys):
    opinion(function)
    assert words in capsys.readouterr().out


def test_nan_never_agrees(capsys):
    check_loss(lambda Z, y: (0.0, np.full_like(Z, np.nan)), X, Y)
    assert "DIFFERS" in capsys.readouterr().out


def test_interrupting_still_works():
    with pytest.raises(KeyboardInterrupt), once_written():
        raise KeyboardInterrupt
