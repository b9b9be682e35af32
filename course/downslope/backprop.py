"""The walk back of notebook 09: from the loss to the gradient of every weight, at any depth.

The network is that of `downslope.layers.forward`: a list of layers {"W": (D, M), "b": (M,)} with
an activation behind each of them but the last. All functions are pure.
"""

from __future__ import annotations

import numpy as np

from downslope.layers import forward
from downslope.layers_backward import activation_backward, affine_backward, softmax_ce


def backward(params, caches, dlogits):
    """Walk the caches from the last to the first, and drop a gradient at every layer.

    params: a list of L layers. caches: 2 L - 1, as `forward` returned them. dlogits: (N, K), the
    blame for the logits.
    Returns grads, a list shaped as params. Raises ValueError if there are not 2 L - 1 caches.
    """
    if len(caches) != 2 * len(params) - 1:
        raise ValueError(
            f"backward needs {2 * len(params) - 1} caches for {len(params)} layers, "
            f"but got {len(caches)}."
        )
    blame, grads = np.asarray(dlogits), []
    for place, cache in reversed(list(enumerate(caches))):
        if place % 2:
            blame = activation_backward(blame, cache)
            continue
        blame, *of_layer = affine_backward(blame, cache)
        grads.append(dict(zip("Wb", of_layer, strict=True)))
    return grads[::-1]


def loss_and_grads(params, X, y, acts, l2=0.0):
    """Loss of a network on a batch, and its gradient.

    params: a list of L layers. X: (N, D). y: (N,) int, the right classes. acts: the kinds of the
    L - 1 hidden layers. l2: strength of the penalty l2/2 times the sum of all squared weights.
    Returns (loss, grads): a float, and a list shaped as params.
    Raises ValueError if the number of kinds or the shapes do not fit.
    """
    scores, notes = forward(params, X, acts)
    loss, blame = softmax_ce(scores, y)
    grads = backward(params, notes, blame)
    weights = [np.asarray(layer["W"]) for layer in params]
    for grad, W in zip(grads, weights, strict=True):
        grad["W"] += l2 * W
    return loss + l2 / 2 * float(sum(np.vdot(W, W) for W in weights)), grads


def apply_update(params, grads, lr):
    """Take one step downhill with all layers at once: every array minus lr times its gradient.

    Returns new params; params and grads stay as they are.
    """
    return [
        {key: np.subtract(layer[key], lr * np.asarray(grad[key])) for key in layer}
        for layer, grad in zip(params, grads, strict=True)
    ]
