"""What slips of the pen do in 06: a pair of brackets missing, a wrong turn at an `if`.

Each was made by somebody who wrote the functions from the text alone.
"""

import numpy as np

from autograder.mistakes.core import mistake
from autograder.mistakes.neuron_chain import chained
from autograder.truth import neuron as truth


@mistake("X06-120", "sigmoid")
def sigmoid_without_brackets(z):
    """Right where z is 0 or more. Left of 0 your values are too large, up to 2 in place of one
    half: what is divided by what there, if Python divides before it adds?"""
    u = np.exp(-np.abs(z))
    return np.where(np.asarray(z) >= 0, 1 / (1 + u), u / 1 + u)


@mistake("X06-121", "neuron_forward")
def always_relu(x, w, b, act):
    """Every neuron of yours is a relu neuron: no other branch is ever taken. What exactly do you
    compare with the word in act? A word stands in quotes, and a function is no word."""
    return truth.neuron_forward(x, w, b, "relu")[0], (x, w, b, act)


@mistake("X06-122", "neuron_forward")
def relu_takes_over(x, w, b, act):
    """tanh and relu are right. A sigmoid neuron answers like relu: to which `if` does your last
    `else` belong?"""
    kind = "relu" if act == "sigmoid" else act
    return truth.neuron_forward(x, w, b, kind)[0], (x, w, b, act)


@mistake("X06-123", "neuron_forward")
def bias_for_each_input(x, w, b, act):
    """The bias is in your sum {D} times, once for each input. Where do the brackets of the sum
    end?"""
    return truth.neuron_forward(x, w, len(x) * b, act)[0], (x, w, b, act)


@mistake("X06-124", "act_backward")
def gates_without_brackets(da, z, act):
    """relu is right. In the other two the slope that comes in meets only a part of the local slope:
    which of your numbers does Python multiply first?"""
    a = truth.ACTIVATIONS[act](z)
    by_act = {"sigmoid": da * a * 1 - a, "tanh": da * 1 - a**2}
    return by_act[act] if act in by_act else truth.act_backward(da, z, act)


@mistake("X06-125", "fill_trace")
def only_a_is_doubled(trace):
    """From dloss_da on it goes wrong: you double a, and then take y away once. It is the miss that
    is to be doubled."""
    return chained(trace, dloss_da=lambda t: 2 * t["a"] - t["y"])


@mistake("X06-126", "bce_loss")
def slope_without_brackets(p, y):
    """The loss is right. In your slope 1 − p stands above the line in place of below it: what does
    Python do with a / b * c?"""
    loss, _ = truth.bce_loss(p, y)
    p = np.clip(p, 1e-12, 1 - 1e-12)
    return loss, (p - y) / p * (1 - p) / len(p)


@mistake("X06-127", "bce_with_logits")
def only_y_is_divided(z, y):
    """The loss is right. In dz only y is divided by N, and the probability is not: both of them
    belong to the mean."""
    return truth.bce_with_logits(z, y)[0], truth.sigmoid(z) - y / len(z)
