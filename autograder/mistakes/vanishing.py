"""What goes wrong when the gradient of each layer is measured, and when dead neurons are counted.

Ids VG are those of the catalogue; X10 are our own.
"""

import numpy as np

from autograder.mistakes.core import mistake
from autograder.truth import vanishing as truth
from autograder.truth.backward import activation_backward, affine_backward, softmax_ce
from downslope.layers import forward


def _each(function):
    """A wrong version that applies `function` to the gradient of every layer."""

    def measured(params, X, y, acts):
        return np.array([function(dW) for dW in truth.weight_blames(params, X, y, acts)])

    return measured


@mistake("VG-01", "layer_grad_norms")
def signed_mean(params, X, y, acts):
    """You take the mean of the entries: plus and minus cancel. A gradient of +1 and −1 is not
    small."""
    return _each(np.mean)(params, X, y, acts)


@mistake("VG-02", "layer_grad_norms")
def root_mean_square(params, X, y, acts):
    """Your numbers are the root of the MEAN square. The norm adds the squares up and doesn't
    divide by how many there are."""
    return _each(lambda d: np.sqrt(np.mean(d**2)))(params, X, y, acts)


@mistake("X10-01", "layer_grad_norms")
def squared(params, X, y, acts):
    """Your numbers are the squares of the norms. What is still missing at the end?"""
    return _each(lambda d: np.sum(d**2))(params, X, y, acts)


@mistake("X10-02", "layer_grad_norms")
def mean_size(params, X, y, acts):
    """You take the mean of the sizes. The norm is the root of a sum of squares."""
    return _each(lambda d: np.abs(d).mean())(params, X, y, acts)


@mistake("X10-03", "layer_grad_norms")
def sum_of_sizes(params, X, y, acts):
    """You add up the sizes of the entries. The norm adds up their squares, and takes the root."""
    return _each(lambda d: np.abs(d).sum())(params, X, y, acts)


@mistake("X10-04", "layer_grad_norms")
def largest_entry(params, X, y, acts):
    """You return the largest entry of each gradient. All its entries count."""
    return _each(lambda d: np.abs(d).max())(params, X, y, acts)


@mistake("X10-05", "layer_grad_norms")
def of_the_weights(params, X, y, acts):
    """These are the norms of the weights themselves. How strong are their GRADIENTS?"""
    return np.array([np.linalg.norm(layer["W"]) for layer in params])


def _bias_blames(params, X, y, acts):
    logits, caches = forward(params, X, acts)
    _, dZ = softmax_ce(logits, y)
    blames = []
    for i in reversed(range(len(params))):
        dX, _, db = affine_backward(dZ, caches[2 * i])
        blames.append((db, dZ))
        if i:
            dZ = activation_backward(dX, caches[2 * i - 1])
    return blames[::-1]


@mistake("X10-06", "layer_grad_norms")
def with_biases(params, X, y, acts):
    """The gradients of the biases are in your norms, too. Here only the weights are asked for."""
    both = zip(
        truth.weight_blames(params, X, y, acts), _bias_blames(params, X, y, acts), strict=True
    )
    return np.array([np.hypot(np.linalg.norm(dW), np.linalg.norm(db)) for dW, (db, _) in both])


@mistake("X10-07", "layer_grad_norms")
def of_the_biases(params, X, y, acts):
    """These are the norms of the gradients of the biases. Which entry of each layer's dict is
    asked for?"""
    return np.array([np.linalg.norm(db) for db, _ in _bias_blames(params, X, y, acts)])


@mistake("X10-08", "layer_grad_norms")
def last_first(params, X, y, acts):
    """Right numbers in the wrong order: the first layer comes first."""
    return truth.layer_grad_norms(params, X, y, acts)[::-1].copy()


@mistake("X10-09", "layer_grad_norms")
def output_layer_missing(params, X, y, acts):
    """A number is missing at the end: the layer that makes the logits has weights, too."""
    return truth.layer_grad_norms(params, X, y, acts)[:-1]


@mistake("X10-10", "layer_grad_norms")
def first_layer_missing(params, X, y, acts):
    """A number is missing at the front: does your loop start at layer 1?"""
    return truth.layer_grad_norms(params, X, y, acts)[1:]


@mistake("X10-11", "layer_grad_norms")
def longest_stretch(params, X, y, acts):
    """This is another norm: by how much the array can stretch a vector. Ask for the root of the
    sum of squares of ALL entries."""
    return _each(lambda d: np.linalg.norm(d, 2))(params, X, y, acts)


@mistake("X10-12", "layer_grad_norms")
def not_the_mean_loss(params, X, y, acts):
    """Exactly {N} times too large, which is N: the loss is the MEAN over the examples."""
    return len(y) * truth.layer_grad_norms(params, X, y, acts)


@mistake("X10-13", "layer_grad_norms")
def of_the_outputs(params, X, y, acts):
    """This is the blame for what each layer has put out. The question is about its weights."""
    return np.array([np.linalg.norm(dZ) for _, dZ in _bias_blames(params, X, y, acts)])


@mistake("X10-14", "layer_grad_norms")
def share_of_the_largest(params, X, y, acts):
    """You divide by the largest norm. Then a network whose gradients are ALL tiny looks
    healthy."""
    norms = truth.layer_grad_norms(params, X, y, acts)
    return norms / max(norms.max(), 1e-300)


@mistake("X10-15", "layer_grad_norms")
def all_in_one(params, X, y, acts):
    """One number for the whole network. Which layer hears how much is the question: return one
    number for each."""
    return float(np.linalg.norm(truth.layer_grad_norms(params, X, y, acts)))


@mistake("X10-16", "layer_grad_norms")
def moves_the_network(params, X, y, acts):
    """The norms are right, but your function has moved the network. Measuring must not change
    what is measured."""
    for layer, dW in zip(params, truth.weight_blames(params, X, y, acts), strict=True):
        layer["W"] -= 0.1 * dW
        layer["b"] += 0.01
    moved = [{"W": layer["W"], "b": layer["b"] - 0.01} for layer in params]
    return truth.layer_grad_norms(moved, X, y, acts)


@mistake("X10-30", "dead_fraction")
def zero_entries(A):
    """You count zeros. A neuron that is silent for ONE example is not dead: it has to be silent
    for all of them."""
    return float(np.mean(A == 0))


@mistake("X10-31", "dead_fraction")
def dead_examples(A):
    """You ask which ROWS are all zero: those are examples. A neuron is a column."""
    return float(np.mean((A == 0).all(axis=1)))


@mistake("X10-32", "dead_fraction")
def silent_once(A):
    """You call a neuron dead if it was silent at least once. Almost all are, and that is
    healthy."""
    return float(np.mean((A == 0).any(axis=0)))


@mistake("X10-33", "dead_fraction")
def count(A):
    """You return how MANY neurons are dead. Which part of all neurons is that?"""
    return int(np.sum((A == 0).all(axis=0)))


@mistake("X10-34", "dead_fraction")
def the_living(A):
    """This is the share of neurons that are alive."""
    return float(np.mean(A.any(axis=0)))


@mistake("X10-35", "dead_fraction")
def share_of_examples(A):
    """You divide the number of dead neurons by the number of examples, {N}. They are a share of
    the neurons."""
    return float(np.sum((A == 0).all(axis=0)) / len(A))


@mistake("X10-36", "dead_fraction")
def whisperers(A):
    """You count neurons as dead that whisper. As long as an activation is above 0, however
    small, its gate is open."""
    return float(np.mean(np.abs(A).max(axis=0) < 1e-6))


@mistake("X10-37", "dead_fraction")
def first_example_only(A):
    """You look at the first example only. The others might wake the neuron up."""
    return float(np.mean(A[0] == 0))


@mistake("X10-38", "dead_fraction")
def percent(A):
    """You return percent; a fraction lies between 0 and 1."""
    return 100.0 * truth.dead_fraction(A)


@mistake("X10-39", "dead_fraction")
def writes_into_it(A):
    """The fraction is right, but A is no longer what it was: you wrote into it."""
    A[A > 0] = 1.0
    return truth.dead_fraction(A)
