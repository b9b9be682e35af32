"""Backpropagation for any number of layers: all gradients, one step, a whole training.

A network is a list of layers {"W": (D, M), "b": (M,)} with activations between them. The caches of
its forward pass are a flat list, one a step: affine, activation, affine, …, affine. Sizes: N
examples, D inputs, K classes. All arrays float64.
"""

import numpy as np

from downslope.batches import minibatches
from downslope.layers import cross_entropy, forward, init_params
from downslope.layers_backward import activation_backward, affine_backward, softmax_ce


def backward(params, caches, dlogits):
    """grads, shaped as params: walk the steps from the last to the first with the blame in hand.

    dlogits (N, K) = ∂L/∂logits. The weights it passes are those of the caches: those that the
    forward pass has used.
    """
    dZ, *above = affine_backward(dlogits, caches[-1])
    layers = [above]
    for bend, mix in zip(caches[-2::-2], caches[-3::-2], strict=True):
        dZ, *above = affine_backward(activation_backward(dZ, bend), mix)
        layers.insert(0, above)
    return [{"W": dW, "b": db} for dW, db in layers]


def loss_and_grads(params, X, y, acts, l2=0.0):
    """(loss, grads) of L = mean cross-entropy + l2/2 · Σ W², over all weights and no biases."""
    logits, caches = forward(params, X, acts)
    loss, dlogits = softmax_ce(logits, y)
    size = sum(np.vdot(layer["W"], layer["W"]) for layer in params)
    grads = backward(params, caches, dlogits)
    decayed = [
        {"W": grad["W"] + l2 * layer["W"], "b": grad["b"]}
        for grad, layer in zip(grads, params, strict=True)
    ]
    return float(loss + l2 / 2 * size), decayed


def apply_update(params, grads, lr):
    """New params, each array p − lr · dp; the old ones stay."""
    return [
        {name: array - lr * grad[name] for name, array in layer.items()}
        for layer, grad in zip(params, grads, strict=True)
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
