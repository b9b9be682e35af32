"""Checks of assignment 06, continued: the chain with every link named, and the two losses."""

import numpy as np

from autograder.checks.core import Exercise, PartSpec
from autograder.checks.neuron import ASSIGNMENT, FLOOR, away_from_0
from autograder.truth import neuron as truth
from downslope.sheet import Case

LINKS = {  # name -> (weight of its part, what it is)
    "z": (1, "the sum"),
    "a": (1, "the activation"),
    "loss": (1, "the loss"),
    "dloss_da": (1, "slope of the loss by a"),
    "da_dz": (1, "slope of the activation"),
    "dloss_dz": (2, "slope of the loss by z"),
    "dloss_dw": (2, "slope of the loss by w"),
    "dloss_db": (1, "slope of the loss by b"),
}


def trace(x, w, b, y, act):
    inputs = {"act": act, "x": float(x), "w": float(w), "b": float(b), "y": float(y)}
    return inputs | dict.fromkeys(LINKS)


def traces_by_hand(rng):
    return [
        Case((trace(2, 3, -1, 4, "relu"),), note="relu, x = 2, w = 3, b = -1, y = 4"),
        Case((trace(3, -2, 1, 2, "relu"),), note="relu, x = 3, w = -2, b = 1, y = 2"),
        Case((trace(-4, -1, 2, 1, "relu"),), note="relu, x = -4, w = -1, b = 2, y = 1"),
    ]


def traces_with(*acts):
    def cases(rng):
        found = []
        for act in acts:
            for y in (0.0, 1.0):
                x, w = away_from_0(rng, 2)
                z = float(rng.uniform(0.3, 1.5)) if act == "relu" else away_from_0(rng)
                found.append(Case((trace(x, w, z - w * x, y, act),), note=f"{act}, y = {y:g}"))
        return found

    return cases


def traces_far_out(rng):
    x, far = float(rng.uniform(1, 2)), rng.uniform(700, 1000)
    return [
        Case((trace(x, -far, 0.5, 1, "sigmoid"),), note="a sigmoid neuron, z near -1000"),
        Case((trace(x, far, 0.5, -1, "tanh"),), note="a tanh neuron, z near 1000"),
    ]


SIGMOID_SEEN, TANH_SEEN = traces_with("sigmoid"), traces_with("tanh")
RELU_DRAWN, SIGMOID_DRAWN, TANH_DRAWN = map(traces_with, ("relu", "sigmoid", "tanh"))
LAST = ("trace['dloss_d",)

fill_trace = Exercise(
    function="fill_trace",
    assignment=ASSIGNMENT,
    truth=truth.fill_trace,
    builds_on=("neuron_forward", "act_backward"),
    arguments=("trace",),
    results=("trace",),
    floor=FLOOR,
    parts=(
        *(
            PartSpec(name, f"{name}, {words}", weight, True, traces_by_hand, (f"trace[{name!r}]",))
            for name, (weight, words) in LINKS.items()
        ),
        PartSpec("sigmoid", "all links of a sigmoid neuron", 1, True, SIGMOID_SEEN),
        PartSpec("tanh", "all links of a tanh neuron", 1, True, TANH_SEEN),
        PartSpec("random_relu", "slopes of random relu neurons", 2, False, RELU_DRAWN, LAST),
        PartSpec("random_sigmoid", "random sigmoid neurons", 2, False, SIGMOID_DRAWN),
        PartSpec("random_tanh", "random tanh neurons", 2, False, TANH_DRAWN),
        PartSpec("saturated", "saturated neurons", 2, False, traces_far_out),
        PartSpec("unchanged", "leaves trace alone", 1, False, RELU_DRAWN, LAST, "unchanged"),
    ),
)


# --- the losses ----------------------------------------------------------------------------------


def classes(rng, N):
    """Classes (N,) of 0 and 1; both occur, where N allows it."""
    y = rng.integers(0, 2, size=N)
    y[: min(N, 2)] = [1, 0][: min(N, 2)]
    return y


def bce_case(rng, N, note=""):
    args = (rng.uniform(0.05, 0.95, size=N), classes(rng, N))
    return Case(args, {"N": N}, note or f"random probabilities, N = {N}")


def bces_by_hand(rng):
    return [
        Case((np.array([0.5, 0.5]), np.array([1, 0])), {"N": 2}, "two times 1/2: log 2"),
        Case((np.array([0.25, 0.75, 0.5, 0.25]), np.array([1, 1, 0, 0])), {"N": 4}, "quarters"),
        bce_case(rng, 5),
    ]


def bces_at_random(rng):
    return [bce_case(rng, N) for N in (7, 3, 1)]


def bces_sure_and_right(rng):
    p = np.array([0.0, 1.0, 1.0, *rng.uniform(0.2, 0.8, size=2)])
    return [Case((p, np.array([0, 1, 1, 0, 1])), {"N": 5}, "p of 0 and 1, and rightly so")]


def bces_sure_and_wrong(rng):
    p = np.array([0.0, 1.0, *rng.uniform(0.2, 0.8, size=3)])
    return [Case((p, np.array([1, 0, 1, 0, 1])), {"N": 5}, "p of exactly 0 and 1, but wrong")]


bce_loss = Exercise(
    function="bce_loss",
    assignment=ASSIGNMENT,
    truth=truth.bce_loss,
    arguments=("p", "y"),
    results=("loss", "dp"),
    axes={"dp": "N"},
    floor=FLOOR,
    parts=(
        PartSpec("loss", "the loss", 3, True, bces_by_hand, ("loss",)),
        PartSpec("dp", "dp, its slope by each p", 4, True, bces_by_hand, ("dp",)),
        PartSpec("random_loss", "random losses", 1, False, bces_at_random, ("loss",)),
        PartSpec("random_dp", "random slopes", 2, False, bces_at_random, ("dp",)),
        PartSpec("sure_right", "sure and right", 1, False, bces_sure_and_right),
        PartSpec("sure_wrong", "sure and wrong", 1, False, bces_sure_and_wrong, ("loss",)),
        PartSpec("unchanged", "leaves p and y alone", 1, False, bces_at_random, rule="unchanged"),
    ),
)


def logits_case(rng, N, note=""):
    args = (1.5 * rng.normal(size=N), classes(rng, N))
    return Case(args, {"N": N}, note or f"random logits, N = {N}")


def logits_by_hand(rng):
    thirds = np.log([1.0, 3.0, 1 / 3, 2.0])
    return [
        Case((np.zeros(2), np.array([1, 0])), {"N": 2}, "logits 0: the loss is log 2"),
        Case((thirds, np.array([1, 1, 0, 0])), {"N": 4}, "logits whose p are 1/2, 3/4, 1/4, 2/3"),
        logits_case(rng, 5),
    ]


def logits_at_random(rng):
    return [logits_case(rng, N) for N in (7, 3, 1)]


def logits_far_out(rng):
    z = np.array([-1.0, 1.0, 1.0, -1.0]) * rng.uniform(800, 1000, size=4)
    return [Case((z, np.array([1, 0, 1, 0])), {"N": 4}, "logits near ±1000, right and wrong")]


bce_with_logits = Exercise(
    function="bce_with_logits",
    assignment=ASSIGNMENT,
    truth=truth.bce_with_logits,
    builds_on=("sigmoid",),
    arguments=("z", "y"),
    results=("loss", "dz"),
    axes={"dz": "N"},
    floor=0.1,  # a right answer of one example may cost 0.02, with few digits in float32
    parts=(
        PartSpec("loss", "the loss", 3, True, logits_by_hand, ("loss",)),
        PartSpec("dz", "dz, its slope by each z", 4, True, logits_by_hand, ("dz",)),
        PartSpec("random_loss", "random losses", 1, False, logits_at_random, ("loss",)),
        PartSpec("random_dz", "random slopes", 1, False, logits_at_random, ("dz",)),
        PartSpec("far_loss", "the loss near ±1000", 2, False, logits_far_out, ("loss",)),
        PartSpec("far_dz", "dz near ±1000", 1, False, logits_far_out, ("dz",)),
        PartSpec("unchanged", "leaves z and y alone", 1, False, logits_at_random, rule="unchanged"),
    ),
)

EXERCISES = (fill_trace, bce_loss, bce_with_logits)
