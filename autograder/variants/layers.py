"""Right ways to compute a layer and its activation.

Ids V are those of the catalogue of correct variants; W07 are our own.
"""

import functools
import math
import warnings

import numpy as np

from autograder.variants.core import variant


@variant("V-01", "affine_forward")
def single_precision(X, W, b):
    """float32."""
    Z = X.astype(np.float32) @ W.astype(np.float32) + b.astype(np.float32)
    return Z, (X, W, b)


@variant("V-02", "affine_forward")
def loops(X, W, b):
    """Explicit loops."""
    (N, D), M = X.shape, len(b)
    Z = [[sum(X[n, d] * W[d, m] for d in range(D)) + b[m] for m in range(M)] for n in range(N)]
    return np.array(Z), (X, W, b)


@variant("V-03", "affine_forward")
def einsum(X, W, b):
    """einsum, biases repeated by hand."""
    return np.einsum("nd,dm->nm", X, W) + np.tile(b, (len(X), 1)), (X, W, b)


@variant("V-04", "affine_forward")
def nested_lists(X, W, b):
    """Lists in place of arrays, a list as cache."""
    return (X @ W + b).tolist(), [X, W, b]


@variant("V-08", "affine_forward")
def other_way_round(X, W, b):
    """The product written the other way round; the result is a view."""
    return (W.T @ X.T + b[:, np.newaxis]).T, (X, W, b)


@variant("V-10", "affine_forward")
def neuron_by_neuron(X, W, b):
    """A helper for one neuron, stacked as columns."""

    def neuron(w, bias):
        return X @ w + bias

    return np.stack([neuron(W[:, m], b[m]) for m in range(len(b))], axis=1), (X, W, b)


@variant("V-12", "affine_forward")
def prints_and_warns(X, W, b):
    """Text on stdout, and a RuntimeWarning on the way."""
    print("shapes", X.shape, W.shape)
    warnings.warn("a warning of the student's own", RuntimeWarning, stacklevel=2)
    np.exp(np.array([1000.0]))
    return np.dot(X, W) + b, (X, W, b)


@variant("V-13", "affine_forward")
def other_names(inputs, weights, biases, verbose=False):
    """Other parameter names, one more with a default; the cache holds copies."""
    Z = inputs @ weights
    Z += biases
    return Z, (inputs.copy(), weights.copy(), biases.copy())


@variant("W07-01", "affine_forward")
def bias_as_a_weight(X, W, b):
    """A column of ones, and the biases as one more row of the weights."""
    return np.c_[X, np.ones(len(X))] @ np.r_[W, b[None]], (X, W, b)


def _logged(function):
    @functools.wraps(function)
    def wrapper(*args):
        return function(*args)

    return wrapper


@variant("V-14", "affine_forward")
@_logged
def decorated(X, W, b):
    """A decorated function, and rows one by one."""
    return np.vstack([x @ W + b for x in X]), (X, W, b)


# --- activation_forward --------------------------------------------------------------------------


@variant("V-26", "activation_forward")
def overflows_and_is_right(Z, kind):
    """exp overflows far out, and 1 / infinity is the right 0."""
    if kind == "sigmoid":
        A = 1 / (1 + np.exp(-Z))
    elif kind == "tanh":
        A = np.tanh(Z)
    else:
        A = np.maximum(0, Z)
    return A, (Z, kind)


@variant("V-27", "activation_forward")
def by_tanh(Z, kind):
    """sigmoid out of tanh."""
    table = {
        "sigmoid": lambda: 0.5 * (1 + np.tanh(0.5 * Z)),
        "tanh": lambda: np.tanh(Z),
        "relu": lambda: (Z + np.abs(Z)) / 2,
    }
    return table[kind](), (Z, kind)


@variant("V-31", "activation_forward")
def by_masks(Z, kind):
    """z * (z > 0), which gives -0.0; a sigmoid in two branches."""
    if kind == "relu":
        return Z * (Z > 0), (Z, kind)
    A = np.empty_like(Z)
    high = Z >= 0
    A[high] = 1 / (1 + np.exp(-Z[high]))
    A[~high] = np.exp(Z[~high]) / (1 + np.exp(Z[~high]))
    return (np.tanh(Z) if kind == "tanh" else A), (Z, kind)


@variant("V-01", "activation_forward")
def single_precision_activation(Z, kind):
    """float32."""
    A, _ = by_tanh(Z.astype(np.float32), kind)
    return A, (Z, kind)


@variant("W07-02", "activation_forward")
def number_by_number(Z, kind):
    """Plain floats in nested lists."""
    g = {
        "sigmoid": lambda z: (1 + math.tanh(z / 2)) / 2,
        "tanh": math.tanh,
        "relu": lambda z: max(z, 0.0),
    }[kind]
    return [[g(z) for z in row] for row in Z.tolist()], [Z.copy(), kind]


@variant("W07-03", "activation_forward")
def on_a_copy(Z, kind):
    """A copy, cut in place."""
    A = Z.copy()
    if kind == "relu":
        A[A < 0] = 0
        return A, (Z, kind)
    np.tanh(A if kind == "tanh" else A / 2, out=A)
    return (A if kind == "tanh" else (A + 1) / 2), (Z, kind)
