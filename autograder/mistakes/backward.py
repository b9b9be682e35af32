"""What goes wrong in the backward function of a layer.

Ids AC and LB are those of the catalogue; X08 are our own.
"""

import numpy as np

from autograder.mistakes.core import mistake
from autograder.truth import backward as truth
from downslope.layers import activation_forward, sigmoid

# --- affine_backward -----------------------------------------------------------------------------


@mistake("LB-01", "affine_backward")
def weights_flipped(dZ, cache):
    """dX and db are fine. dW came out as (M, D), but a blame has the shape of the thing it belongs
    to: W is (D, M). Which of the two factors goes first?"""
    dX, dW, db = truth.affine_backward(dZ, cache)
    return dX, dW.T, db


@mistake("LB-02", "affine_backward")
def weights_not_flipped(dZ, cache):
    """dX goes wrong: dZ has M columns, and its partner needs M rows. (For a square W numpy does not
    complain, and the numbers are wrong.) Walk the wires the other way round."""
    X, W, _ = cache
    return dZ @ W, X.T @ dZ, dZ.sum(axis=0)


@mistake("LB-03", "affine_backward")
def averaged_again(dZ, cache):
    """dW and db are exactly {N} times too small, and N = {N}. The average was taken in the loss, so
    its 1/N already sits inside dZ."""
    dX, dW, db = truth.affine_backward(dZ, cache)
    return dX, dW / len(dZ), db / len(dZ)


@mistake("LB-04", "affine_backward")
def bias_averaged(dZ, cache):
    """Only db is off, by exactly 1/N. One bias serves all {N} examples, so their shares are added,
    not averaged."""
    dX, dW, _ = truth.affine_backward(dZ, cache)
    return dX, dW, dZ.mean(axis=0)


@mistake("LB-05", "affine_backward")
def bias_summed_over_outputs(dZ, cache):
    """db has one number for each example; it should have one for each output. Add down the
    examples instead of across the outputs."""
    dX, dW, _ = truth.affine_backward(dZ, cache)
    return dX, dW, dZ.sum(axis=1)


@mistake("LB-06", "affine_backward")
def bias_summed_over_everything(dZ, cache):
    """db came out as one single number. There are M biases, and each wants its own sum: over the
    examples only."""
    dX, dW, _ = truth.affine_backward(dZ, cache)
    return dX, dW, dZ.sum()


@mistake("LB-07", "affine_backward")
def entry_by_entry_products(dZ, cache):
    """An entry-by-entry product needs two equal shapes, and these are not. Two arrays side by side
    in the formula mean rows times columns: the matrix product."""
    X, W, _ = cache
    return dZ * W.T, X.T * dZ, dZ.sum(axis=0)


@mistake("LB-08", "affine_backward")
def other_order(dZ, cache):
    """All three arrays are right, but they come back as dW, dX, db. Asked for is dX, dW, db."""
    dX, dW, db = truth.affine_backward(dZ, cache)
    return dW, dX, db


@mistake("LB-09", "affine_backward")
def last_example_only(dZ, cache):
    """dW and db hold the share of the last example alone; the earlier ones were overwritten. A
    weight collects from all examples."""
    X, _, _ = cache
    return truth.affine_backward(dZ, cache)[0], np.outer(X[-1], dZ[-1]), dZ[-1].copy()


@mistake("X08-01", "affine_backward")
def first_example_only(dZ, cache):
    """dW and db hold the share of the first example alone. Does a loop end too early, or is there
    an index 0 too many?"""
    X, _, _ = cache
    return truth.affine_backward(dZ, cache)[0], np.outer(X[0], dZ[0]), dZ[0].copy()


@mistake("X08-02", "affine_backward")
def upstream_ignored(dZ, cache):
    """Your results stay the same whatever dZ is, as if all blame from above were 1. The chain rule
    multiplies the layer's own slopes by dZ."""
    return truth.affine_backward(np.ones_like(dZ), cache)


@mistake("X08-03", "affine_backward")
def opposite_sign(dZ, cache):
    """All three have the wrong sign. A backward function passes blame on; stepping against it comes
    later, in the update."""
    return tuple(-g for g in truth.affine_backward(dZ, cache))


@mistake("X08-04", "affine_backward")
def slightly_too_large(dZ, cache):
    """All three are off by the same half per cent. Is there a constant that has no place here?"""
    return tuple(1.005 * g for g in truth.affine_backward(dZ, cache))


@mistake("X08-05", "affine_backward")
def sizes_only(dZ, cache):
    """The sizes are right, but every sign is gone. Blame may be negative: no absolute values!"""
    return tuple(np.abs(g) for g in truth.affine_backward(dZ, cache))


@mistake("X08-06", "affine_backward")
def zeros(dZ, cache):
    """The shapes are right, but nothing is filled in: all three results are zeros."""
    return tuple(np.zeros_like(a) for a in cache)


@mistake("X08-07", "affine_backward")
def overwrites_upstream(dZ, cache):
    """The results are right, but dZ is not what it was: your call worked inside somebody else's
    array. Make a new one."""
    results = truth.affine_backward(dZ, cache)
    dZ *= 0
    return results


@mistake("X08-08", "affine_backward")
def updates_the_weights(dZ, cache):
    """The results are right, but the weights in the cache have moved. This function only reports;
    moving the weights is the job of the update."""
    dX, dW, db = truth.affine_backward(dZ, cache)
    cache[1][...] -= 0.1 * dW
    return dX, dW, db


@mistake("X08-09", "affine_backward")
def inputs_averaged_too(dZ, cache):
    """All three are exactly {N} times too small. Nothing is averaged here: the 1/N came with dZ."""
    return tuple(g / len(dZ) for g in truth.affine_backward(dZ, cache))


@mistake("X08-22", "affine_backward")
def hard_coded(dZ, cache):
    """You return the same numbers whatever comes in. They may be right for one example; the
    function should work them out from dZ and the cache."""
    return (
        np.array([[1, -5, 2], [8, -8, 0]], dtype=float),
        np.array([[-2, -1, 1, 2], [9, 0, 3, -6], [5, -2, 5, -2]], dtype=float),
        np.array([4, -1, 3, -2], dtype=float),
    )


# --- activation_backward -------------------------------------------------------------------------


def _slopes(kind, Z, **wrong):
    """The right slopes, except where `wrong` gives a function of Z for a kind."""
    return (
        wrong[kind](Z) if kind in wrong else truth.activation_backward(np.ones_like(Z), (Z, kind))
    )


@mistake("AC-01", "activation_backward")
def sigmoid_slope_of_the_input(dA, cache):
    """sigmoid: s(1 - s) belongs to the OUTPUT s. You have put the input Z there; a slope of sigmoid
    is never negative, and yours is."""
    Z, kind = cache
    return dA * _slopes(kind, Z, sigmoid=lambda Z: Z * (1 - Z))


@mistake("AC-02", "activation_backward")
def sigmoid_twice(dA, cache):
    """sigmoid: your slope hardly depends on Z. It looks as if an activated value went through the
    sigmoid a second time."""
    Z, kind = cache
    return dA * _slopes(kind, Z, sigmoid=lambda Z: (s := sigmoid(sigmoid(Z))) * (1 - s))


@mistake("AC-03", "activation_backward")
def slope_alone(dA, cache):
    """That is the slope of the activation, and no more: dA plays no part in your result. Slope
    times blame!"""
    Z, kind = cache
    return _slopes(kind, Z)


@mistake("AC-04", "activation_backward")
def gate_asks_the_blame(dA, cache):
    """relu: your gate opens where the blame is positive. It should open where the neuron's INPUT
    was positive."""
    _, kind = cache
    return dA * (dA > 0) if kind == "relu" else truth.activation_backward(dA, cache)


@mistake("AC-05", "activation_backward")
def relu_times_its_value(dA, cache):
    """relu: the zeros are right; the others carry an extra factor z. To the right of 0 relu is a
    straight line: how steep is it?"""
    Z, kind = cache
    return dA * _slopes(kind, Z, relu=lambda Z: np.maximum(Z, 0))


@mistake("AC-06", "activation_backward")
def tanh_without_square(dA, cache):
    """tanh: some of your slopes are larger than 1, and tanh is never that steep. One of its values
    wants to be squared."""
    Z, kind = cache
    return dA * _slopes(kind, Z, tanh=lambda Z: 1 - np.tanh(Z))


@mistake("AC-07", "activation_backward")
def relu_gate_always_open(dA, cache):
    """relu: everything passes. If you ask whether the OUTPUT is at least 0, the answer is always
    yes."""
    Z, kind = cache
    return dA * _slopes(kind, Z, relu=np.ones_like)


@mistake("X08-10", "activation_backward")
def tanh_slope_of_the_input(dA, cache):
    """tanh: 1 - a² belongs to the OUTPUT a. You have squared the input Z."""
    Z, kind = cache
    return dA * _slopes(kind, Z, tanh=lambda Z: 1 - Z**2)


@mistake("X08-11", "activation_backward")
def forward_instead_of_slope(dA, cache):
    """You multiply dA by the activation itself. On the way back it is the SLOPE that counts: how
    much the output moves when the input moves."""
    Z, kind = cache
    return dA * activation_forward(Z, kind)[0]


@mistake("X08-12", "activation_backward")
def kind_ignored(dA, cache):
    """The three kinds get the same slope, that of tanh. Ask the cache which kind it is."""
    return truth.activation_backward(dA, (cache[0], "tanh"))


@mistake("X08-13", "activation_backward")
def adds_the_slope(dA, cache):
    """Slope and blame are added. One change drives the next, so their sizes multiply."""
    Z, kind = cache
    return dA + _slopes(kind, Z)


@mistake("X08-14", "activation_backward")
def passes_the_blame_on(dA, cache):
    """You hand dA on untouched. Every number has to go through the gate of its own slope."""
    return dA.copy()


@mistake("X08-15", "activation_backward")
def scales_blame_in_place(dA, cache):
    """The numbers are right, but dA was changed on the way: `*=` writes into the array that you
    were lent."""
    dA *= _slopes(cache[1], cache[0])
    return dA


@mistake("X08-16", "activation_backward")
def gradient_through_the_corner_reversed(dA, cache):
    """relu: you let blame through where the neuron was silent, and stop it where it was firing. It
    is the other way round."""
    Z, kind = cache
    return dA * _slopes(kind, Z, relu=lambda Z: Z < 0)


@mistake("X08-21", "activation_backward")
def blame_clipped_in_place(dA, cache):
    """relu: the numbers are right, but the zeros were written into dA itself, which somebody has
    lent you. Write them into an array of your own."""
    Z, kind = cache
    if kind == "relu":
        dA[Z <= 0] = 0
        return dA
    return truth.activation_backward(dA, cache)
