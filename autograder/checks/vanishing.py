"""Checks of assignment 10: how strong the gradient of each layer is, dead neurons, a diagnosis."""

from itertools import pairwise

import numpy as np

from autograder.checks import vanishing_weights
from autograder.checks.core import Exercise, PartSpec
from autograder.truth import vanishing as truth
from downslope.sheet import Case

ASSIGNMENT = "10_vanishing"


def network(rng, sizes, scale=1.2):
    """Params with weights of spread scale / sqrt(n_in), and biases that are not 0."""
    return [
        {
            "W": scale * rng.normal(size=(a, b)) / np.sqrt(a),
            "b": rng.choice([-1.0, 1.0], size=b) * rng.uniform(0.2, 0.8, size=b),
        }
        for a, b in pairwise(sizes)
    ]


def every_class(rng, N, K):
    """Labels (N,) in which each of the K classes occurs, if there are rows enough."""
    return rng.permutation(np.arange(N) % K)


def network_case(rng, sizes, N, acts, note, scale=1.2):
    letters = {"N": N, "D": sizes[0], "K": sizes[-1], "L": len(sizes) - 1}
    X, y = rng.normal(size=(N, sizes[0])), every_class(rng, N, sizes[-1])
    return Case((network(rng, sizes, scale), X, y, list(acts)), letters, note)


def norms_by_hand(rng):
    params = [
        {"W": np.array([[0.0, 0], [1, 1]]), "b": np.zeros(2)},
        {"W": np.array([[0.0, 2], [0, 0]]), "b": np.array([8.0, 0])},
    ]
    zeros = [{"W": np.zeros((2, 3)), "b": np.zeros(3)}, {"W": np.zeros((3, 2)), "b": np.zeros(2)}]
    one, two = {"N": 1, "D": 2, "K": 2, "L": 2}, {"N": 2, "D": 2, "K": 2, "L": 2}
    X, y = np.array([[3.0, 4]]), np.array([0])
    return [
        Case((params, X, y, ["relu"]), one, "one example, whole numbers: the norms are 5 and 4"),
        Case(
            (zeros, np.array([[1.0, 2], [3, 4]]), np.array([0, 1]), ["relu"]),
            two,
            "all weights 0: no gradient anywhere",
        ),
    ]


def norms_seen(rng):
    return [
        network_case(rng, (4, 3, 5, 2), 6, ["tanh", "relu"], "three layers, tanh and relu"),
        network_case(rng, (3, 6, 3), 5, ["sigmoid"], "two layers, sigmoid"),
    ]


def deep_norms(rng):
    """Ten layers and more: the norms lie many powers of ten apart, or are all of them tiny."""
    sizes = (5, *rng.integers(4, 9, size=10).tolist(), 3)
    return [
        network_case(rng, sizes, 7, ["sigmoid"] * 10, "ten hidden sigmoid layers"),
        network_case(rng, sizes, 7, ["tanh"] * 10, "ten hidden tanh layers"),
        network_case(rng, (4, 8, 8, 8, 3), 6, ["relu"] * 3, "tiny weights", scale=0.05),
    ]


def norms_of_one_example(rng):
    return [
        network_case(rng, (4, 3, 3, 2), 1, ["sigmoid", "tanh"], "a batch of one example"),
        network_case(rng, (3, 4), 5, [], "one layer, so no activation at all"),
    ]


layer_grad_norms = Exercise(
    function="layer_grad_norms",
    assignment=ASSIGNMENT,
    truth=truth.layer_grad_norms,
    arguments=("params", "X", "y", "acts"),
    results=("norms", "powers of ten"),
    axes={"norms": "L"},
    reading="norms",
    floor=1.0,  # what is smaller is held to its logarithm
    parts=(
        PartSpec("by_hand", "norms you can work out", 3, True, norms_by_hand),
        PartSpec("random", "random networks", 2, True, norms_seen),
        PartSpec("deep", "deep networks", 2, False, deep_norms),
        PartSpec("one", "one example, one layer", 1, False, norms_of_one_example),
        PartSpec(
            "unchanged", "leaves params, X and y alone", 1, False, deep_norms, ("norms",),
            rule="unchanged",
        ),
    ),
)  # fmt: skip


# --- dead_fraction -------------------------------------------------------------------------------


def relu_case(rng, N, M, dead, note):
    """Activations after relu, (N, M), of which `dead` columns are 0; single zeros everywhere."""
    A = np.maximum(rng.normal(0.2, 1.0, size=(N, M)), 0)
    A[rng.integers(N, size=M), np.arange(M)] = rng.uniform(0.5, 2, size=M)
    A[:, rng.permutation(M)[:dead]] = 0
    return Case((A,), {"N": N, "M": M}, note)


def dead_by_hand(rng):
    A = [[0.0, 2, 0, 1], [0, 0, 0, 3], [0, 1, 0, 0]]
    tables = {
        "two of four neurons never fire": A,
        "nobody is dead": [[1.0, 0], [0, 2]],
        "everybody is dead": [[0.0, 0, 0], [0, 0, 0]],
    }
    return [Case((np.array(t),), {"N": len(t), "M": len(t[0])}, note) for note, t in tables.items()]


def dead_seen(rng):
    return [
        relu_case(rng, 6, 10, 3, "10 neurons, 6 examples"),
        relu_case(rng, 9, 4, 1, "4 neurons, 9 examples"),
    ]


def dead_unseen(rng):
    quiet = relu_case(rng, 5, 8, 2, "neurons that whisper are not dead")
    quiet.args[0][...] *= 1e-9
    return [
        relu_case(rng, 7, 7, int(rng.integers(1, 6)), "as many neurons as examples"),
        relu_case(rng, 12, 5, int(rng.integers(1, 4)), "5 neurons, 12 examples"),
        quiet,
    ]


def dead_in_one_example(rng):
    return [relu_case(rng, 1, 8, int(rng.integers(1, 7)), "one example")]


dead_fraction = Exercise(
    function="dead_fraction",
    assignment=ASSIGNMENT,
    truth=truth.dead_fraction,
    arguments=("A",),
    results=("fraction",),
    parts=(
        PartSpec("by_hand", "layers you can count", 3, True, dead_by_hand),
        PartSpec("random", "random layers", 2, True, dead_seen),
        PartSpec("unseen", "other layers, quiet ones", 2, False, dead_unseen),
        PartSpec("one", "one example", 1, False, dead_in_one_example),
        PartSpec("unchanged", "leaves A alone", 1, False, dead_unseen, rule="unchanged"),
    ),
)


# --- diagnose ------------------------------------------------------------------------------------


def norms_case(norms, note):
    norms = np.array(norms, dtype=float)
    return Case((norms,), {"L": len(norms)}, note)


def plain_norms(rng):
    return [
        norms_case([2, 1, 1, 3], "all of one size"),
        norms_case([1, 5, 40, 200], "loud in front of the loss"),
        norms_case([1, 2, 12, 1], "one layer is shouted at"),
        norms_case([0.01, 0.1, 1, 1], "a hundred times quieter in the first layer"),
        norms_case([6, 1, 0.1, 1], "sixty times louder in the first layer"),
        norms_case([0.0004, 0.0004, 0.0005, 0.0004], "all equal, and all tiny"),
        norms_case([0.5, 0.0002, 0.5, 1], "one layer in the middle hears nothing"),
        norms_case([0.1, 0.5, 0.9, 9], "quiet beside the output layer only"),
        norms_case([4, 5, 4, 0.1], "loud beside the output layer only"),
        norms_case([60, 1, 0.0001, 0.0001], "loud in front, quiet behind"),
        norms_case([1, 9, 0.3, 1], "a loud layer in the middle, below 10"),
        norms_case([0.5, 0.02, 0.9, 1], "a quiet layer in the middle, above 0.001"),
        norms_case([0, 0, 0], "no gradient at all"),
        norms_case([0.02, 0.4], "two layers"),
    ]


def measured_norms(rng):
    """Fresh networks of 20 neurons a layer, with the spread of weights by name."""
    X, y = rng.normal(size=(30, 12)), every_class(rng, 30, 3)

    def measured(depth, kind, spread):
        sizes = (12, *[20] * depth, 3)
        params = [
            {"W": spread(a, b) * rng.normal(size=(a, b)), "b": np.zeros(b)}
            for a, b in pairwise(sizes)
        ]
        return truth.layer_grad_norms(params, X, y, [kind] * depth)

    def glorot(a, b):
        return np.sqrt(2 / (a + b))

    return [
        norms_case(measured(8, "sigmoid", glorot), "sigmoid, 8 hidden layers, xavier"),
        norms_case(measured(8, "relu", lambda a, b: 0.01), "relu, 8 hidden layers, weights 0.01"),
        norms_case(measured(8, "relu", lambda a, b: 1.0), "relu, 8 hidden layers, weights 1"),
    ]


def norms_at_random(rng):
    """Far enough from every bound to be beyond doubt, and needing each of the questions."""

    def near_one(layers):
        return 10 ** rng.uniform(-0.35, 0.35, size=layers)

    cases = []
    for layers in (2, 5, 9):
        cases.append(norms_case(near_one(layers), "nothing remarkable"))
        quiet = 10 ** rng.uniform(-6, -4) * near_one(layers)
        cases.append(norms_case(quiet, "all alike, and tiny"))
        loud = 10 ** rng.uniform(2, 5) * near_one(layers)
        cases.append(norms_case(loud, "all alike, and huge"))
    for layers in (6, 11):
        slope = np.linspace(-rng.uniform(1.7, 2.0), 0, layers - 1)
        falls = 0.8 * np.append(10**slope, 0.5)
        rises = 0.05 * np.append(10 ** (slope - slope[0])[::-1], 1.2)
        cases.append(norms_case(falls, "falling towards the first layer"))
        cases.append(norms_case(rises, "rising towards the first layer"))
    deaf = near_one(7)
    deaf[int(rng.integers(1, 5))] = 10 ** rng.uniform(-7, -4)
    cases.append(norms_case(deaf, "one layer in the middle hears nothing"))
    for bump in (0.03, 30.0):  # against the last hidden layer; against the first it is less
        bumpy = rng.uniform(0.25, 0.3, size=6) if bump > 1 else rng.uniform(0.9, 1.0, size=6)
        bumpy[int(rng.integers(1, 4))] *= bump
        cases.append(norms_case(bumpy, "one layer in the middle is unlike the others"))
    output = near_one(6) * np.array([0.1, 0.2, 0.3, 0.3, 0.3, 4])
    cases.append(norms_case(output, "the output layer is loud"))
    return cases


diagnose = Exercise(
    function="diagnose",
    assignment=ASSIGNMENT,
    truth=truth.diagnose,
    arguments=("norms",),
    results=("word",),
    parts=(
        PartSpec("by_hand", "rows of numbers", 3, True, plain_norms),
        PartSpec("measured", "real networks", 2, True, measured_norms),
        PartSpec("random", "other rows", 3, False, norms_at_random),
        PartSpec("unchanged", "leaves norms alone", 1, False, norms_at_random, rule="unchanged"),
    ),
)

EXERCISES = (layer_grad_norms, dead_fraction, diagnose, *vanishing_weights.EXERCISES)
