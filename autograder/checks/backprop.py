"""Checks of assignment 09: backpropagation through any number of layers.

Caches are those of the library's forward pass; upstream gradients are random, never a loss's own.
Weights are of order 1 and biases are not 0; no number before a relu lies near its corner.
"""

from itertools import pairwise

import numpy as np

from autograder.checks import backprop_training
from autograder.checks.core import Exercise, PartSpec
from autograder.truth import backprop as truth
from downslope.layers import forward
from downslope.sheet import Case

ASSIGNMENT = "09_backprop"
BLAME_FLOOR = 0.1  # blame is of order 1/N, see 08
CORNER = 0.02  # numbers before a relu keep this far from 0
KINDS = ("relu", "tanh", "sigmoid")
DEEP = {"N": 5}


def network(rng, sizes):
    """Params with weights of order 1, whatever the width, and biases that are not 0."""
    return [
        {"W": rng.normal(size=(D, M)) * np.sqrt(3 / (D + 1)), "b": 0.7 * rng.normal(size=M)}
        for D, M in pairwise(sizes)
    ]


def kinds(rng, sizes):
    return [str(kind) for kind in rng.choice(KINDS, size=len(sizes) - 2)]


def run(rng, sizes, N, acts):
    """(params, X, logits, caches), drawn until no number lies near a corner of relu."""
    for _ in range(1000):
        params, X = network(rng, sizes), rng.normal(size=(N, sizes[0]))
        logits, caches = forward(params, X, acts)
        bent = [Z for Z, kind in caches[1::2] if kind == "relu"]
        if all(np.abs(Z).min() > CORNER and (Z > 0).any() for Z in bent):
            return params, X, logits, caches
    raise AssertionError(f"No network of sizes {sizes} keeps away from the corners.")


def walk_case(rng, sizes, N, acts=None, note="", square=False):
    acts = kinds(rng, sizes) if acts is None else acts
    params, _, logits, caches = run(rng, sizes, N, acts)
    words = note or f"{len(sizes) - 1} layers of sizes {list(sizes)}, N = {N}, {acts}"
    return Case((params, caches, rng.normal(size=logits.shape)), {"N": N}, words)


def walk_by_hand():
    params = [
        {"W": np.array([[1.0, -1, 2], [0, 2, -1]]), "b": np.array([1.0, 0, -1])},
        {"W": np.array([[1.0, 2], [-1, 1], [3, 0]]), "b": np.array([0.0, 1])},
    ]
    X = np.array([[1.0, 2], [-2, 1], [3, -1]])
    _, caches = forward(params, X, ["relu"])
    blame = np.array([[1.0, -1], [2, 0], [-1, 3]])
    return Case((params, caches, blame), {"N": 3}, "whole numbers, sizes [2, 3, 2], relu, N = 3")


def walks_through_two(rng):
    return [
        walk_by_hand(),
        walk_case(rng, (3, 4, 2), 5, ["tanh"]),
        walk_case(rng, (3, 3, 3), 4, ["relu"], "three of everything, relu, N = 4"),
    ]


def walks_through_four(rng):
    return [
        walk_case(rng, (3, 5, 4, 6, 2), 7, ["relu", "tanh", "sigmoid"]),
        walk_case(rng, (4, 4, 4, 4, 4), 3, ["tanh", "relu", "relu"], "all layers of width 4"),
    ]


def walks_of_any_depth(rng):
    return [
        walk_case(rng, (4, 3), 5),
        walk_case(rng, (3, 5, 2), 4),
        walk_case(rng, (5, 3, 4, 2), 6),
        walk_case(rng, (3, 4, 5, 3, 4, 2, 3), 5),
    ]


def walks_of_one(rng):
    return [walk_case(rng, (4, 3, 5, 2), 1, note="a batch of one example"),
            walk_case(rng, (2, 1, 3), 4, note="a single hidden neuron")]  # fmt: skip


def walks_after_a_move(rng):
    cases = []
    for sizes in ((3, 4, 2), (2, 4, 3, 3)):
        params, caches, blame = walk_case(rng, sizes, 5).args
        moved = [{k: v + 0.5 * rng.normal(size=v.shape) for k, v in p.items()} for p in params]
        note = "params have moved since the forward pass; the caches have not"
        cases.append(Case((moved, caches, blame), {"N": 5}, note))
    return cases


LAST, FIRST = ("grads[1]",), ("grads[0]",)

backward = Exercise(
    function="backward",
    assignment=ASSIGNMENT,
    truth=truth.backward,
    arguments=("params", "caches", "dlogits"),
    results=("grads",),
    floor=0.2,  # here dlogits is of order 1, and the sum over a batch may nearly cancel
    parts=(
        PartSpec("last", "two layers: the last one", 2, True, walks_through_two, LAST),
        PartSpec("first", "two layers: the first one", 3, True, walks_through_two, FIRST),
        PartSpec("four", "four layers", 4, True, walks_through_four),
        PartSpec("depths", "one, two, three and six layers", 4, False, walks_of_any_depth),
        PartSpec("one", "one example, one neuron", 1, False, walks_of_one),
        PartSpec("moved", "params that have moved", 1, False, walks_after_a_move),
        PartSpec(
            "unchanged",
            "leaves params, caches and dlogits alone",
            1,
            False,
            walks_of_any_depth,
            rule="unchanged",
        ),
    ),
)


def labels(rng, N, K):
    y = rng.integers(0, K, size=N)
    y[-1] = y[0]
    return y


def loss_case(rng, sizes, N, acts=None, l2=None, note=""):
    acts = kinds(rng, sizes) if acts is None else acts
    params, X, _, _ = run(rng, sizes, N, acts)
    words = note or f"{len(sizes) - 1} layers of sizes {list(sizes)}, N = {N}, {acts}"
    words += "" if l2 is None else f", l2 = {l2}"
    args = (params, X, labels(rng, N, sizes[-1]), acts)
    return Case(args if l2 is None else (*args, l2), {"N": N}, words)


def losses_seen(rng):
    return [
        loss_case(rng, (2, 3, 2), 5, ["tanh"], note="the network of 08, sizes [2, 3, 2], tanh"),
        loss_case(rng, (3, 4, 3, 2), 4, ["relu", "tanh"]),
        loss_case(rng, (3, 3, 3), 4, ["relu"], note="three of everything but examples"),
    ]


def losses_with_a_penalty(rng):
    return [
        loss_case(rng, (3, 4, 2), 5, ["tanh"], 0.5),
        loss_case(rng, (2, 4, 3, 3), 4, ["relu", "tanh"], 0.1),
    ]


def losses_of_any_depth(rng):
    cases = [loss_case(rng, s, N) for s, N in (((4, 3), 5), ((3, 5, 2), 4), ((5, 3, 4, 2), 6))]
    l2 = round(float(rng.uniform(0.05, 0.5)), 3)
    return [*cases, loss_case(rng, (3, 4, 5, 3, 4, 2, 3), 5, l2=l2)]


def losses_of_one(rng):
    return [
        loss_case(rng, (4, 3, 2), 1, note="a batch of one example"),
        loss_case(rng, (4, 3, 2), 1, l2=0.3, note="a batch of one example"),
    ]


def losses_of_a_wide_network(rng):
    sizes = (40, 200, 200, 10)
    params = [{"W": W["W"] / 2, "b": W["b"]} for W in network(rng, sizes)]
    X, y = rng.normal(size=(12, 40)), labels(rng, 12, 10)
    note = "a network of 50,410 weights and biases"
    return [Case((params, X, y, ["tanh", "tanh"]), {"N": 12}, note)]


loss_and_grads = Exercise(
    function="loss_and_grads",
    assignment=ASSIGNMENT,
    truth=truth.loss_and_grads,
    builds_on=("backward",),
    arguments=("params", "X", "y", "acts", "l2"),
    results=("loss", "grads"),
    floor=BLAME_FLOOR,
    parts=(
        PartSpec("loss", "the loss", 1, True, losses_seen, ("loss",)),
        PartSpec("grads", "all gradients, in one walk", 3, True, losses_seen, ("grads",),
                 "one_walk"),
        PartSpec("penalty", "with a penalty l2", 2, True, losses_with_a_penalty),
        PartSpec("depths", "one, two, three and six layers", 3, False, losses_of_any_depth),
        PartSpec("one", "one example", 1, False, losses_of_one),
        PartSpec("wide", "a wide network", 1, False, losses_of_a_wide_network, rule="one_walk"),
        PartSpec(
            "unchanged",
            "leaves its arguments alone",
            1,
            False,
            losses_of_any_depth,
            rule="unchanged",
        ),
    ),
)  # fmt: skip


def update_case(rng, sizes, lr, note=""):
    words = note or f"layers of sizes {list(sizes)}, lr = {lr}"
    return Case((network(rng, sizes), network(rng, sizes), lr), {}, words)


def updates_seen(rng):
    params = [{"W": np.array([[1.0, 2], [3, 4]]), "b": np.array([1.0, -1])}]
    grads = [{"W": np.array([[2.0, 0], [-2, 4]]), "b": np.array([10.0, 20])}]
    by_hand = Case((params, grads, 0.5), {}, "whole numbers, one layer, lr = 0.5")
    return [by_hand, update_case(rng, (3, 4, 2), 0.1)]


def updates_at_random(rng):
    lr = round(float(rng.uniform(0.2, 2)), 3)
    return [update_case(rng, (2, 5, 3, 4), lr), update_case(rng, (3, 3, 3), lr),
            update_case(rng, (4, 2), 0.01), update_case(rng, (2, 3, 2), 0.0)]  # fmt: skip


apply_update = Exercise(
    function="apply_update",
    assignment=ASSIGNMENT,
    truth=truth.apply_update,
    arguments=("params", "grads", "lr"),
    results=("params",),
    parts=(
        PartSpec("small", "small networks", 2, True, updates_seen),
        PartSpec("unchanged", "leaves params and grads alone", 2, True, updates_seen,
                 rule="unchanged"),
        PartSpec("random", "other depths and learning rates", 3, False, updates_at_random),
    ),
)  # fmt: skip


def step_case(rng, sizes, N, acts, lr, note=""):
    case = loss_case(rng, sizes, N, acts, note=note)
    return Case((*case.args, lr), case.sizes, f"{case.note}, lr = {lr}")


def steps_seen(rng):
    return [
        step_case(rng, (2, 3, 2), 5, ["tanh"], 1.0),
        step_case(rng, (3, 4, 3, 2), 4, ["tanh", "tanh"], 0.5),
        step_case(rng, (3, 3, 3, 3), 4, ["relu", "tanh"], 1.0),
    ]


def steps_at_random(rng):
    lr = round(float(rng.uniform(0.5, 2)), 3)
    return [
        step_case(rng, (3, 4, 5, 2), 6, ["tanh", "relu"], lr),
        step_case(rng, (4, 3, 3), 1, ["tanh"], lr),
        step_case(rng, (3, 2), 4, [], lr),
    ]


repaired_train_step = Exercise(
    function="repaired_train_step",
    assignment=ASSIGNMENT,
    truth=truth.train_step,
    arguments=("params", "X", "y", "acts", "lr"),
    results=("loss", "params"),
    parts=(
        PartSpec("small", "small networks", 3, True, steps_seen),
        PartSpec("random", "random networks", 1, False, steps_at_random),
        PartSpec("unchanged", "leaves params alone", 1, False, steps_at_random, rule="unchanged"),
    ),
)

EXERCISES = (backward, loss_and_grads, apply_update, *backprop_training.EXERCISES,
             repaired_train_step)  # fmt: skip
