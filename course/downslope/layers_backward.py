"""The layers of 08, backward: blame for the output goes in, blame for the inputs comes out.

Each function takes the blame of what its layer has put out, and the cache that the layer's forward
function has left behind. It returns the blame of what the layer was given: arrays of the same
shapes. The 1/N of a mean loss is taken once, in `softmax_ce`. All functions are pure.
"""

from __future__ import annotations

import numpy as np

from downslope.layers import activation_forward, cross_entropy, softmax


def affine_backward(dZ, cache):
    """Send blame back through Z = X @ W + b.

    dZ: (N, M) float64. cache: (X, W, b), as `affine_forward` returned it.
    Returns (dX, dW, db) of shapes (N, D), (D, M) and (M,).
    Raises ValueError if dZ does not fit the cache.
    """
    seen, wires, _ = cache
    dZ = np.asarray(dZ)
    if dZ.shape != (len(seen), wires.shape[1]):
        raise ValueError(
            f"affine_backward needs dZ (N, M) = {(len(seen), wires.shape[1])} for a cache with "
            f"X {seen.shape} and W {wires.shape}, but got dZ {dZ.shape}."
        )
    return np.matmul(dZ, wires.T), np.matmul(seen.T, dZ), np.sum(dZ, axis=0)


def activation_backward(dA, cache):
    """Send blame back through A = g(Z), entry by entry; relu has slope 0 at its corner.

    dA: any shape, float64. cache: (Z, kind), as `activation_forward` returned it.
    Returns dZ of the shape of Z. Raises ValueError if dA does not fit the cache.
    """
    before, kind = cache
    dA = np.asarray(dA)
    if dA.shape != before.shape:
        raise ValueError(
            f"activation_backward needs dA of shape {before.shape}, as the cache has Z, "
            f"but got dA {dA.shape}."
        )
    after, _ = activation_forward(before, kind)
    match kind:
        case "sigmoid":
            gate = after * (1.0 - after)
        case "tanh":
            gate = 1.0 - after * after
        case "relu":
            gate = np.where(before > 0, 1.0, 0.0)
    return gate * dA


def softmax_ce(Z, y):
    """Softmax and cross-entropy in one: the mean loss of a batch, and the blame for its logits.

    Z: (N, K) float64 logits. y: (N,) int, the right classes.
    Returns (loss, dZ): a float, and an array (N, K) that holds the 1/N of the mean.
    """
    blame = softmax(Z)
    blame[np.arange(len(y)), y] -= 1.0
    return cross_entropy(Z, y), blame / len(blame)
