"""What goes wrong in the forward pass of one layer: the sums, and the bends.

Ids LF and AC are those of the catalogue; X07 are our own.
"""

import numpy as np

from autograder.mistakes.core import mistake
from autograder.truth import layers as truth

# --- affine_forward ------------------------------------------------------------------------------


@mistake("LF-01", "affine_forward")
def weights_flipped(X, W, b):
    """W is used the other way round. In this course W has the shape (inputs, neurons), so it fits
    behind X as it is; flipped it fits only if both numbers happen to be equal."""
    return X @ W.T + b, (X, W, b)


@mistake("LF-02", "affine_forward")
def bias_forgotten(X, W, b):
    """Every row of Z is off by the same numbers: those of b."""
    return X @ W, (X, W, b)


@mistake("LF-03", "affine_forward")
def bias_along_the_examples(X, W, b):
    """A bias went to each EXAMPLE; it belongs to each neuron, and a neuron is a column of Z. (numpy
    complains only where the number of examples and the number of neurons differ.)"""
    return X @ W + b[:, None], (X, W, b)


@mistake("LF-04", "affine_forward")
def entry_by_entry(X, W, b):
    """An entry-by-entry product is not what a neuron does: it multiplies each input by its weight
    AND adds up. Which sign stands for rows times columns?"""
    return X * W + b, (X, W, b)


@mistake("LF-05", "affine_forward")
def sizes_of_one_example(X, W, b):
    """Right for one size only: the numbers of examples, inputs and neurons are written into your
    code. Ask the arrays for their shapes."""
    Z = np.zeros((5, 4))
    for n in range(5):
        for m in range(4):
            Z[n, m] = b[m] + sum(X[n, d] * W[d, m] for d in range(3))
    return Z, (X, W, b)


@mistake("X07-01", "affine_forward")
def sums_flipped(X, W, b):
    """Z has its rows and columns exchanged: a row should be an example, a column a neuron."""
    return (X @ W + b).T, (X, W, b)


@mistake("X07-02", "affine_forward")
def bias_subtracted(X, W, b):
    """Every row is off by twice the biases: they were subtracted."""
    return X @ W - b, (X, W, b)


@mistake("X07-03", "affine_forward")
def bias_summed(X, W, b):
    """Every entry of Z is off by the same number: all biases together. Each neuron has one of its
    own."""
    return X @ W + b.sum(), (X, W, b)


@mistake("X07-04", "affine_forward")
def sums_remembered(X, W, b):
    """Z is right, but the cache holds Z in place of X. The way back needs what came IN."""
    Z, _ = truth.affine_forward(X, W, b)
    return Z, (Z, W, b)


@mistake("X07-05", "affine_forward")
def order_of_the_cache(X, W, b):
    """Z is right; in the cache X and W have changed places. Asked for is (X, W, b)."""
    Z, _ = truth.affine_forward(X, W, b)
    return Z, (W, X, b)


@mistake("X07-06", "affine_forward")
def adds_into_the_bias(X, W, b):
    """Z is right, but b is not what it was: your code added into the array that it was lent."""
    Z, _ = truth.affine_forward(X, W, b)
    b += Z.sum(axis=0)
    return Z, (X, W, b)


@mistake("X07-07", "affine_forward")
def first_example_repeated(X, W, b):
    """Every row of Z is the same: that of the first example. Each example has inputs of its
    own."""
    return np.tile(X[0] @ W + b, (len(X), 1)), (X, W, b)


# --- activation_forward --------------------------------------------------------------------------


def _other(Z, kind, **wrong):
    """The right activation, except where `wrong` gives a function of Z for a kind."""
    return wrong[kind](Z) if kind in wrong else truth.activation_forward(Z, kind)[0]


@mistake("AC-08", "activation_forward")
def falling_sigmoid(Z, kind):
    """sigmoid: your curve falls from 1 to 0; it should rise. Which sign does the exponent have?"""
    return _other(Z, kind, sigmoid=lambda Z: 1 / (1 + np.exp(Z))), (Z, kind)


@mistake("AC-02", "activation_forward")
def sigmoid_twice(Z, kind):
    """sigmoid: all your values lie between 0.5 and 0.74, as if they went through it twice."""
    once = 1 / (1 + np.exp(-Z))
    return _other(Z, kind, sigmoid=lambda Z: 1 / (1 + np.exp(-once))), (Z, kind)


@mistake("X07-10", "activation_forward")
def sigmoid_from_minus_1(Z, kind):
    """sigmoid: your values run from -1 to 1; they should run from 0 to 1, with 0.5 at z = 0."""
    return _other(Z, kind, sigmoid=lambda Z: np.tanh(Z / 2)), (Z, kind)


@mistake("X07-11", "activation_forward")
def sigmoid_overflows(Z, kind):
    """sigmoid: right for ordinary z, not a number near 1000. The exponential of 1000 is infinite,
    and infinite over infinite is no number: can the exponent be kept negative?"""
    return _other(Z, kind, sigmoid=lambda Z: np.exp(Z) / (1 + np.exp(Z))), (Z, kind)


@mistake("X07-12", "activation_forward")
def bell(Z, kind):
    """sigmoid: you return its slope, which is never above 0.25. Here the value itself is wanted."""
    s = 1 / (1 + np.exp(-Z))
    return _other(Z, kind, sigmoid=lambda Z: s * (1 - s)), (Z, kind)


@mistake("X07-13", "activation_forward")
def relu_mirrors(Z, kind):
    """relu: negative inputs come out positive. They should come out as 0."""
    return _other(Z, kind, relu=np.abs), (Z, kind)


@mistake("X07-14", "activation_forward")
def relu_as_a_switch(Z, kind):
    """relu: you return only 0 and 1, whether a neuron fires. How STRONGLY it fires is z itself."""
    return _other(Z, kind, relu=lambda Z: (Z > 0) * 1.0), (Z, kind)


@mistake("X07-15", "activation_forward")
def relu_upside_down(Z, kind):
    """relu: the negative numbers pass and the positive ones are cut. It is the other way round."""
    return _other(Z, kind, relu=lambda Z: np.minimum(Z, 0)), (Z, kind)


@mistake("X07-16", "activation_forward")
def relu_leaks(Z, kind):
    """relu: a hundredth of each negative input gets through. That is a cousin, the leaky relu."""
    return _other(Z, kind, relu=lambda Z: np.where(Z > 0, Z, 0.01 * Z)), (Z, kind)


@mistake("X07-17", "activation_forward")
def relu_capped(Z, kind):
    """relu: nothing comes out above 1. Some activations squeeze their values into a range; relu has
    no upper end."""
    return _other(Z, kind, relu=lambda Z: np.clip(Z, 0, 1)), (Z, kind)


@mistake("X07-18", "activation_forward")
def kind_ignored(Z, kind):
    """The three kinds give the same values, those of sigmoid. Ask which kind is wanted."""
    return truth.activation_forward(Z, "sigmoid")[0], (Z, kind)


@mistake("X07-19", "activation_forward")
def nothing_bent(Z, kind):
    """Z comes out as it went in. Without a bend a neuron is only a sum."""
    return Z.copy(), (Z, kind)


@mistake("X07-20", "activation_forward")
def outputs_remembered(Z, kind):
    """The values are right, but the cache holds A. The way back is promised the INPUT of this
    step."""
    A, _ = truth.activation_forward(Z, kind)
    return A, (A, kind)


@mistake("X07-21", "activation_forward")
def cut_in_place(Z, kind):
    """relu: the values are right, but Z itself was cut, and the cache holds the cut one. Work on a
    copy."""
    if kind == "relu":
        Z[Z < 0] = 0
    return truth.activation_forward(Z, kind)[0], (Z, kind)


@mistake("X07-22", "activation_forward")
def without_a_cache(Z, kind):
    """The values are right, but they come alone. Every forward function of this course returns two
    things: its output, and a note of what it has seen."""
    return truth.activation_forward(Z, kind)[0]
