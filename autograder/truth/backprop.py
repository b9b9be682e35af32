"""Backpropagation for any number of layers: all gradients, one step, a whole training.

A network is a list of layers {"W": (D, M), "b": (M,)} with activations between them. The caches of
its forward pass are a flat list, one a step: affine, activation, affine, …, affine. Sizes: N
examples, D inputs, K classes. All arrays float64.
"""

import numpy as np

from downslope.backprop import apply_update, backward, loss_and_grads
from downslope.batches import minibatches
from downslope.layers import cross_entropy, forward, init_params

__all__ = [
    "apply_update",
    "backward",
    "forward",
    "hidden_kinds",
    "loss_and_grads",
    "op_count",
    "predict",
    "train",
    "train_step",
]


def hidden_kinds(params):
    """relu for every hidden layer."""
    return ["relu"] * (len(params) - 1)


def train(X, y, sizes, lr, batch_size, epochs, rng):
    """(params, history): a fresh relu network with He weights, one update a mini-batch.

    history (epochs + 1,): the mean loss over all N examples, before the first epoch and after each.
    """
    params = init_params(sizes, rng)
    acts = hidden_kinds(params)
    history = [cross_entropy(forward(params, X, acts)[0], y)]
    for _ in range(epochs):
        for rows in minibatches(len(y), batch_size, rng):
            _, grads = loss_and_grads(params, X[rows], y[rows], acts)
            params = apply_update(params, grads, lr)
        history.append(cross_entropy(forward(params, X, acts)[0], y))
    return params, np.array(history)


def predict(params, X):
    """The class with the largest logit, (N,) int; all hidden layers are relu."""
    return np.argmax(forward(params, X, hidden_kinds(params))[0], axis=1)


def op_count(sizes, N):
    """Multiplications in the matrix products of one gradient, as whole numbers.

    forward: N·D·M a layer. backward: two such products a layer, for dX and for dW. numerical:
    two forward passes for each weight and bias.
    """
    mixes = sum(np.multiply(sizes[:-1], sizes[1:]).tolist())
    numbers = mixes + sum(sizes[1:])
    forward_pass = N * mixes
    return {
        "forward": forward_pass,
        "backward": 2 * forward_pass,
        "numerical": 2 * numbers * forward_pass,
    }


def train_step(params, X, y, acts, lr):
    """(loss, new params): the loss before the step; all gradients first, then one update."""
    loss, grads = loss_and_grads(params, X, y, acts)
    return loss, apply_update(params, grads, lr)
