"""The walk that says where blame goes astray: the first departure, its place, and no other."""

import numpy as np
import pytest

from downslope.backprop import backward
from downslope.departures import compare_every_step
from downslope.layers import forward, init_params
from downslope.layers_backward import activation_backward, affine_backward

ACTS = ["tanh", "relu", "sigmoid"]
PARAMS = init_params([2, 3, 4, 3, 2], np.random.default_rng(9))
for layer in PARAMS:
    layer["b"] += 0.3
X = np.array([0.7, -1.1])
BIAS_LIKE_WEIGHTS = "shape (4, 3), but it should be (3, 4)"


def walk(params, caches, dlogits, mix=affine_backward, bend=activation_backward):
    """A walk back whose two kinds of steps can be replaced, given the number of the layer."""
    grads, blame = [None] * len(params), dlogits
    for i in reversed(range(len(params))):
        blame, dW, db = mix(blame, caches[2 * i])
        grads[i] = {"W": dW, "b": db}
        if i:
            blame = bend(blame, caches[2 * i - 1])
    return grads


def at_layer(shape, change):
    """An affine step that goes wrong in the layer with weights of `shape` only."""

    def mix(dZ, cache):
        found = affine_backward(dZ, cache)
        return change(*found) if cache[1].shape == shape else found

    return lambda *args: walk(*args, mix=mix)


def report(capsys, function, **options):
    compare_every_step(function, PARAMS, X, 1, ACTS, **options)
    lines = capsys.readouterr().out.splitlines()
    table = {line.split()[0]: line for line in lines if line.startswith("  d")}
    first = [name for name, line in table.items() if "the first one" in line]
    return table, first, lines[-1]


@pytest.mark.parametrize("right", [walk, backward], ids=["by hand", "the library's"])
def test_a_right_walk_agrees_everywhere_the_last_layer_first(right, capsys):
    table, first, last = report(capsys, right)
    assert list(table) == ["dZ4", "dW4", "dZ3", "dW3", "dZ2", "dW2", "dZ1", "dW1"]
    assert all(line.endswith("agrees") for line in table.values())
    assert (first, last) == ([], "All agree: this walk back never leaves the road.")


@pytest.mark.parametrize(
    ("wrong", "first", "place"),
    [
        (at_layer((3, 2), lambda dX, dW, db: (dX, dW / 2, db)), "dW4", "caches[6]"),
        (at_layer((4, 3), lambda dX, dW, db: (dX, 2 * dW, db)), "dW3", "caches[4]"),
        (at_layer((4, 3), lambda dX, dW, db: (2 * dX, dW, db)), "dZ2", "caches[3]"),
        (at_layer((3, 2), lambda dX, dW, db: (dX, dW, 2 * db)), "dZ4", "right at the start"),
        (lambda *args: walk(*args, bend=lambda dA, cache: dA), "dZ3", "caches[5]"),
    ],
    ids=["dW of the last", "dW inside", "dX handed on", "db of the last", "no activation step"],
)
def test_the_first_departure_is_marked_alone_and_its_place_is_named(wrong, first, place, capsys):
    table, marked, last = report(capsys, wrong)
    assert marked == [first]
    assert place in last
    before = list(table)[: list(table).index(first)]
    assert all(table[name].endswith("agrees") for name in before)
    assert "DIFFERS" in table[first]


def test_blame_that_is_wrong_once_stays_wrong(capsys):
    table, *_ = report(capsys, at_layer((4, 3), lambda dX, dW, db: (2 * dX, dW, db)))
    assert [name for name, line in table.items() if "DIFFERS" in line] == [
        "dZ2", "dW2", "dZ1", "dW1",
    ]  # fmt: skip


def test_a_wrong_shape_is_a_departure(capsys):
    table, first, _ = report(capsys, at_layer((3, 4), lambda dX, dW, db: (dX, dW.T, db)))
    assert first == ["dW2"]
    assert BIAS_LIKE_WEIGHTS in table["dW2"]


def test_the_truth_is_the_slope_of_the_readers_own_forward(capsys):
    def louder(params, X, acts):
        logits, caches = forward(params, X, acts)
        return 2 * logits, caches

    def for_louder(params, caches, dlogits):
        return walk(params, caches, 2 * dlogits)

    assert report(capsys, for_louder, run=louder)[1] == []
    assert report(capsys, walk, run=louder)[1] == ["dZ4"]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (lambda *args: None, "should return a list of 4 dicts"),
        (lambda *args: walk(*args)[:2], "should return a list of 4 dicts"),
        (lambda *args: [{}] * 4, "stopped with KeyError"),
    ],
)
def test_what_is_no_list_of_gradients_is_said(wrong, sentence, capsys):
    compare_every_step(wrong, PARAMS, X, 1, ACTS)
    assert sentence in capsys.readouterr().out


def test_an_empty_exercise_is_asked_to_come_back(capsys):
    def unsolved(*args):
        raise NotImplementedError

    compare_every_step(unsolved, PARAMS, X, 1, ACTS)
    assert "Come back later" in capsys.readouterr().out
