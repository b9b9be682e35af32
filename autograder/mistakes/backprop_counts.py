"""What goes wrong with predicting and with counting operations. Ids MB are the catalogue's."""

from itertools import pairwise

import numpy as np

from autograder.mistakes.core import mistake
from autograder.truth import backprop as truth
from downslope.layers import forward, softmax

# --- predict -------------------------------------------------------------------------------------


def logits_of(params, X):
    return forward(params, X, truth.hidden_kinds(params))[0]


@mistake("X09-90", "predict")
def best_example_of_each_class(params, X):
    """One answer for each class came back; asked for is one for each example. Along which axis do
    you look for the largest?"""
    return logits_of(params, X).argmax(axis=0)


@mistake("X09-91", "predict")
def probabilities(params, X):
    """These are probabilities, one for each class; asked for is the class itself, a whole number
    for each example."""
    return softmax(logits_of(params, X))


@mistake("X09-92", "predict")
def largest_value(params, X):
    """This is how large the largest number of each row is. Asked for is where it stands."""
    return logits_of(params, X).max(axis=1)


@mistake("X09-93", "predict")
def without_activations(params, X):
    """Some answers differ: the hidden layers have no activation. In this exercise it is relu."""
    for layer in params:
        X = X @ layer["W"] + layer["b"]
    return X.argmax(axis=1)


@mistake("X09-94", "predict")
def relu_on_the_logits(params, X):
    """Where all logits are below 0 you always answer class 0: the logits went through relu. Behind
    the last layer there is no activation."""
    return np.maximum(logits_of(params, X), 0).argmax(axis=1)


@mistake("X09-95", "predict")
def tanh_in_the_hidden_layers(params, X):
    """Some answers differ: the hidden layers use tanh. In this exercise it is relu."""
    return forward(params, X, ["tanh"] * (len(params) - 1))[0].argmax(axis=1)


@mistake("X09-96", "predict")
def counted_from_one(params, X):
    """All answers are one too large: classes are counted from 0."""
    return logits_of(params, X).argmax(axis=1) + 1


@mistake("X09-97", "predict")
def least_likely_class(params, X):
    """These are the classes with the smallest logit."""
    return logits_of(params, X).argmin(axis=1)


# --- op_count ------------------------------------------------------------------------------------


def counts(sizes, N, *, forward=None, backward=None, numerical=None):
    """The right counts, except for those that are given, as functions of them."""
    right = truth.op_count(sizes, N)
    given = {"forward": forward, "backward": backward, "numerical": numerical}
    return {k: right[k] if f is None else f(right) for k, f in given.items()}


@mistake("X09-100", "op_count")
def without_the_examples(sizes, N):
    """All counts are {N} times too small: every example goes through the network."""
    return {k: v // N for k, v in truth.op_count(sizes, N).items()}


@mistake("X09-101", "op_count")
def back_as_cheap_as_forth(sizes, N):
    """Forward is right. On the way back each layer makes two products, one for its inputs and one
    for its weights."""
    return counts(sizes, N, backward=lambda c: c["forward"])


@mistake("X09-102", "op_count")
def no_blame_for_the_inputs(sizes, N):
    """backward is too small by one product of the first layer. You left out the blame for X, which
    nobody needs; but our function computes it, and we count what it does."""
    return counts(sizes, N, backward=lambda c: 2 * c["forward"] - N * sizes[0] * sizes[1])


@mistake("X09-103", "op_count")
def biases_are_parameters_too(sizes, N):
    """Two of three are right. numerical is a little too small: the biases have to be wiggled,
    too."""
    weights = sum(a * b for a, b in pairwise(sizes))
    return counts(sizes, N, numerical=lambda c: 2 * weights * c["forward"])


@mistake("X09-104", "op_count")
def one_pass_for_each_parameter(sizes, N):
    """Two of three are right. numerical is exactly half of it: a centred difference looks to both
    sides."""
    return counts(sizes, N, numerical=lambda c: c["numerical"] // 2)


@mistake("X09-105", "op_count")
def passes_in_place_of_operations(sizes, N):
    """Two of three are right. numerical is the number of forward passes; each of them costs
    something, too."""
    return counts(sizes, N, numerical=lambda c: c["numerical"] // c["forward"])


@mistake("X09-106", "op_count")
def sum_of_sizes(sizes, N):
    """A layer with 3 inputs and 4 outputs has 12 weights, not 7: each input meets each output."""
    mixes = sum(a + b for a, b in pairwise(sizes))
    numbers = mixes + sum(sizes[1:])
    return {"forward": N * mixes, "backward": 2 * N * mixes, "numerical": 2 * numbers * N * mixes}


@mistake("X09-107", "op_count")
def numerical_through_backward(sizes, N):
    """Two of three are right. In numerical you count passes back, but wiggling needs forward passes
    alone."""
    return counts(sizes, N, numerical=lambda c: 2 * c["numerical"])
