"""The layers of notebook 07, forward only: what goes in, what comes out, what is remembered.

Every `*_forward` returns `(output, cache)`. The cache is simply the forward's own arguments, so a
backward function can look up what its layer has seen. Rows are examples; sizes are named
N (examples), D (inputs), M (outputs), H (hidden neurons), K (classes).

All functions are pure: no argument is modified. They accept complex numbers as well (the complex
step needs that), and turn integers into float64. A tally counts the passes, for the checks.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from downslope import tally

KINDS = ("sigmoid", "tanh", "relu")
SCHEMES = ("he", "xavier")


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
    tally.forwards += 1
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
    E = np.exp(_below_the_largest(Z))
    return E / E.sum(axis=1, keepdims=True)


def log_softmax(Z):
    """The logarithms of the probabilities of `softmax`: finite for any finite logits.

    Z: (N, K) float64. Returns (N, K), no entry above 0. Raises ValueError as `softmax` does.
    """
    low = _below_the_largest(Z)
    return low - np.log(np.exp(low).sum(axis=1, keepdims=True))


def _below_the_largest(Z):
    """Return logits (N, K) minus the largest of their row."""
    Z = _floating(Z)
    if Z.ndim != 2:
        raise ValueError(f"Logits need the shape (N, K), but got shape {Z.shape}.")
    return Z - Z.real.max(axis=1, keepdims=True)


def cross_entropy(Z, y):
    """Mean loss of a batch: the mean over n of -log softmax(Z)[n, y[n]].

    Z: (N, K) float64 logits. y: (N,) int, the right classes. Returns a float, finite for any
    finite logits: the logarithm is taken of the sum, never of a probability.
    Raises ValueError if the shapes do not fit together.
    """
    Z, y = _floating(Z), np.asarray(y)
    if Z.ndim != 2 or y.shape != Z.shape[:1]:
        raise ValueError(
            f"cross_entropy needs Z (N, K) and y (N,), but got Z {Z.shape} and y {y.shape}."
        )
    said = np.take_along_axis(log_softmax(Z), y[:, np.newaxis], axis=1)
    loss = 0.0 - np.mean(said)  # and not -0.0 for a sure answer
    return loss if np.iscomplexobj(loss) else float(loss)


def init_params(sizes, rng, scheme="he"):
    """Draw the weights of a new network; its biases are 0.

    sizes: the number of inputs, of the neurons of each hidden layer, of classes: [64, 32, 10].
    rng: the np.random.Generator that draws. scheme: "he", normal weights of standard deviation
    sqrt(2 / n_in), or "xavier", sqrt(2 / (n_in + n_out)).
    Returns a list of {"W": (n_in, n_out), "b": (n_out,)}, one for each layer.
    Raises ValueError for any other scheme.
    """
    if scheme not in SCHEMES:
        raise ValueError(f"scheme must be one of {', '.join(SCHEMES)}, but got {scheme!r}.")
    params = []
    for n_in, n_out in pairwise(sizes):
        spread = np.sqrt(2 / n_in if scheme == "he" else 2 / (n_in + n_out))
        params.append({"W": spread * rng.normal(size=(n_in, n_out)), "b": np.zeros(n_out)})
    return params


def forward(params, X, acts):
    """Run a network of any depth: affine, activation, affine, …, affine.

    params: a list of L layers {"W": (D, M), "b": (M,)}. X: (N, D). acts: the kinds of the L - 1
    hidden layers; behind the last layer there is none.
    Returns (logits, caches): logits (N, K); caches is a flat list of 2 L - 1, one for each step in
    the order of the steps: caches[2 * i] is the affine cache of layer i, caches[2 * i + 1] the
    activation cache behind it. The way back reads the list from its end.
    Raises ValueError if the number of kinds or the shapes do not fit.
    """
    if len(acts) != len(params) - 1:
        raise ValueError(
            f"forward needs one kind for each hidden layer, {len(params) - 1} in all, "
            f"but got {len(acts)}."
        )
    caches = []
    for layer, kind in zip(params, [*acts, None], strict=True):
        Z, seen = affine_forward(X, layer["W"], layer["b"])
        caches.append(seen)
        if kind is not None:
            X, bent = activation_forward(Z, kind)
            caches.append(bent)
    return Z, caches


def two_layer_forward(params, X):
    """Run the network of notebook 08 forward: affine, tanh, affine.

    params: [{"W": (D, H), "b": (H,)}, {"W": (H, K), "b": (K,)}]. X: (N, D).
    Returns (logits, caches): logits (N, K), caches = [affine cache, activation cache, affine
    cache], first layer first.
    Raises ValueError if there are not exactly two layers or the shapes do not fit together.
    """
    if len(params) != 2:
        raise ValueError(f"two_layer_forward needs 2 layers of params, but got {len(params)}.")
    return forward(params, X, ["tanh"])


def _floating(values):
    """Return `values` as an array of float64, or of complex128 if it is complex."""
    array = np.asarray(values)
    return array.astype(complex if array.dtype.kind == "c" else float, copy=False)
