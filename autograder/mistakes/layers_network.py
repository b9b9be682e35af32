"""What goes wrong when layers are put in a row, and in the table of their shapes."""

from itertools import pairwise

import numpy as np

from autograder.mistakes.core import mistake
from autograder.truth import layers as truth


def _run(params, X, kinds):
    """The network with a kind (or None: no activation) behind every layer."""
    caches = []
    for layer, kind in zip(params, kinds, strict=True):
        Z, cache = truth.affine_forward(X, layer["W"], layer["b"])
        caches.append(cache)
        if kind is not None:
            Z, cache = truth.activation_forward(Z, kind)
            caches.append(cache)
        X = Z
    return X, caches


@mistake("X07-50", "forward")
def last_layer_bent(params, X, acts):
    """The last layer goes through an activation, too. Its sums are the logits, and softmax wants
    them as they are."""
    kinds = [*acts, acts[-1]] if acts else [None]
    return _run(params, X, kinds)


@mistake("X07-51", "forward")
def nothing_bent(params, X, acts):
    """No activation is used anywhere: layers of sums alone, in a row, are still one layer of
    sums."""
    return _run(params, X, [None] * len(params))


@mistake("X07-52", "forward")
def one_kind_for_all(params, X, acts):
    """Every hidden layer uses the first kind of the list. Each layer has a kind of its own."""
    return _run(params, X, [*[acts[0] for _ in acts], None])


@mistake("X07-53", "forward")
def kinds_from_the_end(params, X, acts):
    """The activations are taken from the end of the list. The first kind belongs to the first
    layer."""
    return _run(params, X, [*acts[::-1], None])


@mistake("X07-54", "forward")
def kinds_ignored(params, X, acts):
    """Every hidden layer is a relu layer, whatever the list asks for."""
    return _run(params, X, [*["relu" for _ in acts], None])


@mistake("X07-55", "forward")
def bias_left_out(params, X, acts):
    """The biases play no part: each neuron has a number of its own to add."""
    bare = [{"W": layer["W"], "b": 0 * layer["b"]} for layer in params]
    return _run(bare, X, [*acts, None])


@mistake("X07-56", "forward")
def always_the_inputs(params, X, acts):
    """Every layer is fed with X. From the second layer on, the input is what the layer before has
    answered."""
    caches, bends = [], [*acts, None]
    for layer, kind in zip(params, bends, strict=True):
        A, cache = truth.affine_forward(X, layer["W"], layer["b"])
        caches.append(cache)
        if kind:
            A, cache = truth.activation_forward(A, kind)
            caches.append(cache)
    return A, caches


@mistake("X07-57", "forward")
def always_the_first_layer(params, X, acts):
    """Every layer uses the weights of the first one. Does the number of the layer move on?"""
    return _run([params[0] for _ in params], X, [*acts, None])


@mistake("X07-58", "forward")
def stops_before_the_last(params, X, acts):
    """These are the answers of the last HIDDEN layer; the last step to the logits is missing."""
    A, caches = _run(params[:-1], X, acts)
    return A, caches


@mistake("X07-59", "forward")
def probabilities(params, X, acts):
    """Your rows add up to 1: these are probabilities. Asked for are the logits; softmax comes
    later, with the loss."""
    logits, caches = truth.forward(params, X, acts)
    return truth.softmax(logits), caches


@mistake("X07-60", "forward")
def bent_before_the_sum(params, X, acts):
    """The bend comes before the sum: even X goes through it. In a layer the sum comes first."""
    A, kinds = X, [*acts, None]
    caches = []
    for layer, kind in zip(params, kinds, strict=True):
        if kind:
            A, bent = truth.activation_forward(A, kind)
        A, cache = truth.affine_forward(A, layer["W"], layer["b"])
        caches += [cache, bent] if kind else [cache]
    return A, caches


@mistake("X07-61", "forward")
def caches_from_the_end(params, X, acts):
    """The logits are right; the caches stand in the order of the way back. Asked for is the order
    of the steps, the first layer first."""
    logits, caches = truth.forward(params, X, acts)
    return logits, caches[::-1]


@mistake("X07-62", "forward")
def only_the_sums_remembered(params, X, acts):
    """The logits are right, but the caches of the activations are missing: the list has a cache for
    every step, sums and bends."""
    logits, caches = truth.forward(params, X, acts)
    return logits, caches[::2]


@mistake("X07-63", "forward")
def caches_in_pairs(params, X, acts):
    """The logits are right, and so is what you remember. But the caches lie in pairs, layer by
    layer; asked for is one flat list."""
    logits, caches = truth.forward(params, X, acts)
    return logits, [*zip(caches[::2], caches[1::2], strict=False), caches[-1]]


@mistake("X07-64", "forward")
def grows_the_list_of_kinds(params, X, acts):
    """The results are right, but the list of kinds that you were lent has grown. Build a new list
    in place of appending to this one."""
    result = truth.forward(params, X, acts)
    acts.append("none")
    return result


# --- shape_table ---------------------------------------------------------------------------------


def _table(sizes, row):
    return [row(i, n_in, n_out) for i, (n_in, n_out) in enumerate(pairwise(sizes), start=1)]


@mistake("X07-70", "shape_table")
def weights_flipped(sizes, N):
    """The shapes of W are flipped: in this course the inputs come first, then the neurons."""
    return _table(sizes, lambda i, a, b: (i, (b, a), (b,), (N, b)))


@mistake("X07-71", "shape_table")
def bias_for_each_input(sizes, N):
    """b has an entry for each input of its layer. Who owns a bias, an input or a neuron?"""
    return _table(sizes, lambda i, a, b: (i, (a, b), (a,), (N, b)))


@mistake("X07-72", "shape_table")
def sums_as_wide_as_the_input(sizes, N):
    """Z has as many columns as the layer has inputs. It has one column for each neuron."""
    return _table(sizes, lambda i, a, b: (i, (a, b), (b,), (N, a)))


@mistake("X07-73", "shape_table")
def sums_of_one_example(sizes, N):
    """Z has lost its rows: there are {N} examples, and a layer treats all of them at once."""
    return _table(sizes, lambda i, a, b: (i, (a, b), (b,), (b,)))


@mistake("X07-74", "shape_table")
def counted_from_0(sizes, N):
    """The shapes are right; the layers are counted from 0. Here the first layer has the number
    1."""
    return _table(sizes, lambda i, a, b: (i - 1, (a, b), (b,), (N, b)))


@mistake("X07-75", "shape_table")
def inputs_as_a_layer(sizes, N):
    """One row too many: the inputs are not a layer of neurons. Weights stand BETWEEN two
    neighbouring sizes."""
    return [(i + 1, (a, b), (b,), (N, b)) for i, (a, b) in enumerate(zip([sizes[0], *sizes[:-1]],
            sizes, strict=True))]  # fmt: skip


@mistake("X07-76", "shape_table")
def last_layer_missing(sizes, N):
    """The last row is missing: the layer that makes the logits has weights, too."""
    return truth.shape_table(sizes, N)[:-1]


@mistake("X07-77", "shape_table")
def bias_for_each_example(sizes, N):
    """b has a row for each example. There is one set of biases; adding repeats it for every
    example."""
    return _table(sizes, lambda i, a, b: (i, (a, b), (N, b), (N, b)))


@mistake("X07-78", "shape_table")
def numbers_for_shapes(sizes, N):
    """These are numbers of entries. Asked for are shapes, which say how the entries stand."""
    return _table(sizes, lambda i, a, b: (i, a * b, b, N * b))


@mistake("X07-79", "shape_table")
def weights_from_the_batch(sizes, N):
    """The number of examples has slipped into the shape of W. A network keeps its weights however
    many examples come."""
    return _table(sizes, lambda i, a, b: (i, (N, b), (b,), np.shape(np.empty((N, b)))))
