"""Checks of assignment 09, continued: training, predicting, and counting what it costs."""

from itertools import pairwise

import numpy as np

from autograder.checks.core import Exercise, PartSpec
from autograder.checks.minibatch import RUNS
from autograder.truth import backprop as truth
from downslope.data import digits
from downslope.sheet import Case, Seed

ASSIGNMENT = "09_backprop"
XOR = np.array([[-1.0, -1], [-1, 1], [1, -1], [1, 1]]), np.array([0, 1, 1, 0])
RUN = {"n_train": 1200, "lr": 1.0, "batch_size": 200, "epochs": 30}  # 0.964 right, on average


def blind_case(rng, y, K, lr, batch_size, epochs, note):
    """Inputs that are all 0: what is learnt is the biases, and doesn't depend on luck."""
    seed = Seed(int(rng.integers(2**32)))
    args = (np.zeros((len(y), 2)), np.array(y), [2, K], lr, batch_size, epochs, seed)
    return Case(args, {"N": len(y)}, note, about="blind")


BLIND = "no hidden layer, all inputs 0"


def trainings_by_hand(rng):
    mixed, same = [0, 1, 2, 0, 1, 0], [1] * 10
    return [
        blind_case(rng, mixed, 3, 0.5, 6, 0, f"{BLIND}, no epoch at all"),
        blind_case(rng, mixed, 3, 0.5, 6, 3, f"{BLIND}, 3 epochs, one batch"),
        blind_case(rng, same, 2, 0.5, 4, 2, f"{BLIND}, 2 epochs, batches of 4, 4 and 2"),
    ]


def trainings_at_random(rng):
    lr = round(float(rng.uniform(0.3, 1.2)), 3)
    N, K, label = int(rng.integers(5, 9)), int(rng.integers(3, 6)), int(rng.integers(3))
    mixed = rng.integers(0, K, size=N)
    return [
        blind_case(rng, mixed, K, lr, N, 4, f"{BLIND}, one batch"),
        blind_case(rng, mixed, K, lr, N + 3, 3, f"{BLIND}, batch_size greater than N"),
        blind_case(rng, [label] * 11, 3, lr, 4, 3, f"{BLIND}, batches of 4, 4 and 3"),
        blind_case(rng, [label] * 8, 3, lr, 1, 2, f"{BLIND}, batches of one"),
    ]


def learn_case(X, y, sizes, lr, batch_size, epochs, seed, note):
    args = (X, y, sizes, lr, batch_size, epochs, Seed(int(seed)))
    return Case(args, {"N": len(y)}, note, about="learn", unaided=True)


def trainings_that_learn(rng):
    few, labels, _, _ = digits(20, rng)
    seeds = rng.integers(2**32, size=2)
    return [
        learn_case(*XOR, [2, 24, 2], 0.5, 4, 100, seeds[0], "XOR, sizes [2, 24, 2], 100 epochs"),
        learn_case(few, labels, [64, 32, 10], 0.2, 5, 60, seeds[1], "20 digits, 60 epochs"),
    ]


def trainings_on_digits(rng):
    cases = []
    for seed in rng.integers(2**31, size=3):
        X, y, _, _ = digits(RUN["n_train"], np.random.default_rng(int(seed)))
        order = np.argsort(y, kind="stable")  # sorted by class: whoever doesn't shuffle is lost
        args = (X[order], y[order], [64, 32, 10], RUN["lr"], RUN["batch_size"], RUN["epochs"])
        note = f"{len(y)} digits, {RUN['epochs']} epochs, batches of {RUN['batch_size']}"
        args = (*args, Seed(int(seed) + 1))
        cases.append(Case(args, {"N": len(y)}, note, about=f"digits {seed}", unaided=True))
    return cases


def trainings_on_sorted_examples(rng):
    first, second, third = (Seed(int(s)) for s in rng.integers(2**32, size=3))
    args = (np.zeros((40, 2)), np.repeat([0, 1], 20), [2, 2], 1.0, 4, 1)
    note = "40 examples, sorted by class"
    return [
        Case((*args, seed), {"N": 40}, note, about="order")
        for seed in (first, first, second, third)
    ] + diaries(rng)


def diaries(rng):
    """Two epochs of four examples, one a batch: the biases tell whether the order was a new one."""
    y, words = rng.permutation(4), "four examples, batches of one, two epochs"
    args = (np.zeros((4, 2)), y, [2, 4], 1.5, 1, 2)
    seeds = (Seed(int(s)) for s in rng.integers(2**32, size=RUNS))
    return [Case((*args, seed), {"N": 4}, words, about="diary") for seed in seeds]


LEARNING = ("history", "training")

train = Exercise(
    function="train",
    assignment=ASSIGNMENT,
    truth=truth.train,
    arguments=("X", "y", "sizes", "lr", "batch_size", "epochs", "rng"),
    results=("biases", "history", "training", "use of rng"),
    reading="training",
    floor=0.1,  # biases stay 0 where all classes are equally frequent: up to rounding
    builds_on=("loss_and_grads", "apply_update"),
    patience=4,  # right work that goes example by example trains for several seconds
    parts=(
        PartSpec("steps", "number and size of the steps", 3, True, trainings_by_hand, ("biases",)),
        PartSpec("history", "the history", 2, True, trainings_by_hand, ("history",)),
        PartSpec("learns", "XOR, and 20 digits by heart", 2, True, trainings_that_learn, LEARNING),
        PartSpec("random", "other steps and batches", 2, False, trainings_at_random),
        PartSpec("digits", "unseen digits, three seeds", 3, False, trainings_on_digits, LEARNING),
        PartSpec("order", "shuffles, and draws from rng", 1, False, trainings_on_sorted_examples),
    ),
)


def relu_network(rng, sizes, shift=0.0):
    return [
        {"W": rng.normal(size=(D, M)), "b": rng.normal(size=M) + shift * (sizes[-2] == D)}
        for D, M in pairwise(sizes)
    ]


def predict_case(rng, sizes, N, note="", shift=0.0):
    """Drawn until no two logits of a row are close, and not all answers are the same."""
    for _ in range(1000):
        params = relu_network(rng, sizes)
        params[-1]["b"] = params[-1]["b"] + shift
        X = rng.normal(size=(N, sizes[0]))
        logits = truth.forward(params, X, truth.hidden_kinds(params))[0]
        top = np.sort(logits, axis=1)
        answers = logits.argmax(axis=1)
        if (top[:, -1] - top[:, -2]).min() > 1e-3 and (N == 1 or len(set(answers)) > 1):
            words = note or f"sizes {list(sizes)}, N = {N}"
            return Case((params, X), {"N": N, "K": sizes[-1]}, words)
    raise AssertionError(f"No clear answers from networks of sizes {sizes}.")


def predictions_seen(rng):
    params = [
        {"W": np.array([[1.0, -1], [0, 1]]), "b": np.array([0.0, 1])},
        {"W": np.array([[1.0, 0, -1], [-2, 1, 0]]), "b": np.array([0.0, -1, 3])},
    ]
    X = np.array([[5.0, 0], [0, 3], [-4, 1], [1, 1]])
    by_hand = Case((params, X), {"N": 4, "K": 3}, "whole numbers, sizes [2, 2, 3]")
    below = predict_case(rng, (3, 4, 3), 6, "all logits below 0", shift=-40.0)
    return [by_hand, predict_case(rng, (3, 5, 4), 9), below]


def predictions_at_random(rng):
    return [
        predict_case(rng, (4, 5, 3), 11),
        predict_case(rng, (3, 6, 5, 4, 3), 12),
        predict_case(rng, (4, 3), 7, "no hidden layer"),
        predict_case(rng, (3, 4, 5), 1, "a batch of one example"),
    ]


predict = Exercise(
    function="predict",
    assignment=ASSIGNMENT,
    truth=truth.predict,
    arguments=("params", "X"),
    results=("classes",),
    axes={"classes": "N"},
    parts=(
        PartSpec("small", "small networks", 3, True, predictions_seen),
        PartSpec("random", "other depths, one example", 2, False, predictions_at_random),
    ),
)


def counts_by_hand(rng):
    return [
        Case(([2, 3, 1], 10), {"N": 10}, "sizes [2, 3, 1], N = 10"),
        Case(([4, 5], 1), {"N": 1}, "sizes [4, 5], N = 1"),
        Case(([64, 32, 10], 1437), {"N": 1437}, "sizes [64, 32, 10], N = 1437"),
    ]


def counts_at_random(rng):
    cases = []
    for depth in (1, 2, 3, 6):
        sizes, N = [int(n) for n in rng.integers(2, 90, size=depth + 1)], int(rng.integers(2, 500))
        cases.append(Case((sizes, N), {"N": N}, f"sizes {sizes}, N = {N}"))
    return cases


op_count = Exercise(
    function="op_count",
    assignment=ASSIGNMENT,
    truth=truth.op_count,
    arguments=("sizes", "N"),
    results=("count",),
    tolerance=1e-9,
    parts=(
        PartSpec("forward", "forward", 1, True, counts_by_hand, ("count['forward']",)),
        PartSpec("backward", "backward", 1, True, counts_by_hand, ("count['backward']",)),
        PartSpec("numerical", "numerical", 1, True, counts_by_hand, ("count['numerical']",)),
        PartSpec("random", "other networks", 2, False, counts_at_random),
    ),
)

EXERCISES = (train, predict, op_count)
