"""Passing the blame: the backward function of each layer, and of a network with one hidden layer.

A blame dV is the gradient of the loss L with respect to V, and has the shape of V. Backward
functions are exact vector-Jacobian products; the 1/N of the mean stands in the loss alone.
Sizes: N examples, D inputs, M outputs, H hidden neurons, K classes. All arrays float64.
"""

import numpy as np

from downslope.layers import two_layer_forward
from downslope.layers_backward import activation_backward, affine_backward, softmax_ce


def blames(params, X, y):
    """(loss, dZ2 (N, K), caches): everything up to the point where the blame turns back."""
    logits, caches = two_layer_forward(params, X)
    loss, dZ2 = softmax_ce(logits, y)
    return loss, dZ2, caches


def two_layer_grads(params, X, y):
    """(loss, grads) of the network affine, tanh, affine, softmax_ce; grads is shaped as params.

    params [{"W": (D, H), "b": (H,)}, {"W": (H, K), "b": (K,)}]; X (N, D); y (N,) int.
    """
    loss, dZ2, (cache1, cache_tanh, cache2) = blames(params, X, y)
    dA1, dW2, db2 = affine_backward(dZ2, cache2)
    dZ1 = activation_backward(dA1, cache_tanh)
    _, dW1, db1 = affine_backward(dZ1, cache1)
    return loss, [{"W": dW1, "b": db1}, {"W": dW2, "b": db2}]


def influence(params, X, y):
    """meanₙ |∂L/∂aⱼ| of every hidden neuron j, (H,); L is the mean loss."""
    _, dZ2, caches = blames(params, X, y)
    dA1, _, _ = affine_backward(dZ2, caches[2])
    return np.abs(dA1).mean(axis=0)


def kill_neuron(params, j):
    """New params in which hidden neuron j has no outgoing weights: row j of W2 is 0."""
    new = [{name: value.copy() for name, value in layer.items()} for layer in params]
    new[1]["W"][j] = 0.0
    return new
