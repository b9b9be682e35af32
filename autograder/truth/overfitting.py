"""Splitting data, the L2 penalty, inverted dropout, and when to stop.

Sizes: N examples, D inputs, M outputs of a layer. A network is a list of layers
{"W": (D, M), "b": (M,)}.
"""

import numpy as np

from downslope.splitting import split

__all__ = ["dropout_backward", "dropout_forward", "early_stop", "l2_penalty", "split"]


def l2_penalty(params, lam):
    """(lam/2 · Σ W², over all weights and no bias; its gradient: lam · W, and 0 for every b)."""
    total = sum((layer["W"] * layer["W"]).sum() for layer in params)
    grads = [{"W": lam * layer["W"], "b": 0 * layer["b"]} for layer in params]
    return lam / 2 * total, grads


def dropout_forward(A, p_drop, rng, train):
    """(A ∘ cache, cache): each entry of cache is 0 with probability p_drop, else 1 / (1 − p_drop).

    A: any shape. The mean of an entry over all luck is the entry itself (inverted dropout). With
    train=False nothing is left to luck: cache is all ones.
    """
    if not train:
        return A.copy(), np.ones(A.shape)
    kept = rng.random(A.shape) >= p_drop
    cache = kept / (1 - p_drop)
    return A * cache, cache


def dropout_backward(dA, cache):
    """∂L/∂A = ∂L/∂A_out ∘ cache. Both of one shape."""
    return dA * cache


def early_stop(val_losses, patience):
    """Where to go back to: the epoch of the lowest loss seen before patience ran out.

    Walks through the losses in order; `patience` epochs in a row without a new lowest end it.
    """
    best = 0
    for epoch, loss in enumerate(val_losses):
        if loss < val_losses[best]:
            best = epoch
        if epoch - best == patience:
            break
    return best
