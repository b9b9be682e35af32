"""The layers of chapter 07, forward only: what goes in, what comes out, what is remembered.

Every `*_forward` returns `(output, cache)`. The cache is simply the forward's own arguments, so a
backward function can look up what its layer has seen. Rows are examples; sizes are named
N (examples), D (inputs), M (outputs), H (hidden neurons), K (classes).

All functions are pure: no argument is modified. They accept complex numbers as well (the complex
step needs that), and turn integers into float64.
"""

from __future__ import annotations

import numpy as np

KINDS = ("sigmoid", "tanh", "relu")


def affine_forward(X, W, b):
    """Mix the inputs: Z = X @ W + b.

    X: (N, D) float64. W: (D, M). b: (M,).
    Returns (Z, cache): Z has shape (N, M), cache is (X, W, b).
    Raises ValueError if the shapes do not fit together.
    """
    X, W, b = _floating(X), _floating(W), _floating(b)
    if X.ndim != 2 or W.ndim != 2 or X.shape[1] != W.shape[0] or b.shape != W.shape[1:]:
        raise ValueError(
            "affine_forward needs X (N, D), W (D, M) and b (M,), "
            f"but got X {X.shape}, W {W.shape} and b {b.shape}."
        )
    return X @ W + b, (X, W, b)


def activation_forward(Z, kind):
    """Bend every number on its own: A[n, m] = g(Z[n, m]).

    Z: any shape, float64. kind: "sigmoid", "tanh" or "relu", which picks g.
    Returns (A, cache): A has the shape of Z, cache is (Z, kind).
    Raises ValueError for any other kind.
    """
    Z = _floating(Z)
    match kind:
        case "sigmoid":
            A = sigmoid(Z)
        case "tanh":
            A = np.tanh(Z)
        case "relu":
            A = np.where(Z.real > 0, Z, 0.0)
        case _:
            raise ValueError(f"kind must be one of {', '.join(KINDS)}, but got {kind!r}.")
    return A, (Z, kind)


def sigmoid(Z):
    """Squash every number into (0, 1): 1 / (1 + exp(-z)), without overflow for any z.

    Z: any shape, float64. Returns an array of the same shape.
    """
    Z = _floating(Z)
    positive = Z.real >= 0
    E = np.exp(np.where(positive, -Z, Z))  # the exponent is never positive
    return np.where(positive, 1.0, E) / (1.0 + E)


def softmax(Z):
    """Turn each row of logits into probabilities: exp(z_k) / sum_j exp(z_j).

    Z: (N, K) float64. Returns (N, K), positive, every row adds up to 1. The largest logit of a
    row is subtracted first, which changes nothing in exact arithmetic and prevents overflow.
    Raises ValueError if Z does not have two axes.
    """
    Z = _floating(Z)
    if Z.ndim != 2:
        raise ValueError(f"softmax needs logits of shape (N, K), but got shape {Z.shape}.")
    E = np.exp(Z - Z.real.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def two_layer_forward(params, X):
    """Run the network of chapter 08 forward: affine, tanh, affine.

    params: [{"W": (D, H), "b": (H,)}, {"W": (H, K), "b": (K,)}]. X: (N, D).
    Returns (logits, caches): logits (N, K), caches = [affine cache, activation cache, affine
    cache], first layer first.
    Raises ValueError if there are not exactly two layers or the shapes do not fit together.
    """
    if len(params) != 2:
        raise ValueError(f"two_layer_forward needs 2 layers of params, but got {len(params)}.")
    Z1, cache1 = affine_forward(X, params[0]["W"], params[0]["b"])
    A1, cache_act = activation_forward(Z1, "tanh")
    logits, cache2 = affine_forward(A1, params[1]["W"], params[1]["b"])
    return logits, [cache1, cache_act, cache2]


def _floating(values):
    """Return `values` as an array of float64, or of complex128 if it is complex."""
    array = np.asarray(values)
    return array.astype(complex if array.dtype.kind == "c" else float, copy=False)
