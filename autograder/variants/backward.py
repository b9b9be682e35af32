"""Right ways to send blame back through a layer.

Ids V are those of the catalogue of correct variants; W08 are our own.
"""

import functools
import warnings

import numpy as np

from autograder.variants.core import variant
from downslope.layers import activation_forward

# --- affine_backward -----------------------------------------------------------------------------


@variant("V-01", "affine_backward")
def single_precision(dZ, cache):
    """float32: single entries are off by 1e-2 relative through cancellation, the scale is not."""
    dZ, X, W = (np.asarray(a, dtype=np.float32) for a in (dZ, cache[0], cache[1]))
    return dZ @ W.T, X.T @ dZ, dZ.sum(axis=0)


@variant("V-02", "affine_backward")
def python_loops(dZ, cache):
    """Another order of summation."""
    X, W, _ = cache
    (N, M), D = dZ.shape, X.shape[1]
    dX = [[sum(dZ[n, m] * W[d, m] for m in range(M)) for d in range(D)] for n in range(N)]
    dW = [[sum(X[n, d] * dZ[n, m] for n in range(N)) for m in range(M)] for d in range(D)]
    db = [sum(dZ[n, m] for n in range(N)) for m in range(M)]
    return np.array(dX), np.array(dW), np.array(db)


@variant("V-03", "affine_backward")
def einsum(dZ, cache):
    """Index notation."""
    X, W, _ = cache
    dW = np.einsum("nd,nm->dm", X, dZ)
    return np.einsum("nm,dm->nd", dZ, W), dW, np.einsum("nm->m", dZ)


@variant("V-04", "affine_backward")
def nested_lists(dZ, cache):
    """Lists of lists where arrays are expected."""
    X, W, _ = cache
    return (dZ @ W.T).tolist(), (X.T @ dZ).tolist(), dZ.sum(axis=0).tolist()


@variant("V-05", "affine_backward")
def a_list_of_results(dZ, cache):
    """A list of three in place of a tuple."""
    X, W, _ = cache
    return [dZ @ W.T, X.T @ dZ, dZ.sum(axis=0)]


@variant("V-06", "affine_backward")
def keeps_two_axes(dZ, cache):
    """db of shape (1, M): a remark, but never wrong values."""
    X, W, _ = cache
    return dZ @ W.T, X.T @ dZ, dZ.sum(axis=0, keepdims=True)


@variant("V-07", "affine_backward")
def views_in_fortran_order(dZ, cache):
    """Transposed views."""
    X, W, _ = cache
    return (W @ dZ.T).T, (dZ.T @ X).T, np.asfortranarray(dZ).sum(axis=0)


@variant("V-08", "affine_backward")
def other_way_round(dZ, cache):
    """The products written the other way round, the sum as a product with ones."""
    X, W, _ = cache
    return np.dot(W, dZ.T).T, np.dot(dZ.T, X).T, np.ones(len(dZ)) @ dZ


@variant("V-09", "affine_backward")
def matrix_class(dZ, cache):
    """np.matrix keeps two axes everywhere."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        dZ, X, W = np.matrix(dZ), np.matrix(cache[0]), np.matrix(cache[1])
    return dZ * W.T, X.T * dZ, dZ.sum(axis=0)


class _Layer:
    """A student's own helper class."""

    def __init__(self, cache):
        self.X, self.W, self.b = cache

    def back(self, dZ):
        return dZ @ self.W.T, self.X.T @ dZ


@variant("V-10", "affine_backward")
def with_helpers(dZ, cache):
    """Helper class and helper function in other cells."""
    dX, dW = _Layer(cache).back(dZ)
    return dX, dW, dZ.sum(axis=0)


@variant("V-11", "affine_backward")
def adds_up_on_own_arrays(dZ, cache):
    """In place, but on arrays of its own."""
    X, W, b = cache
    dX, dW, db = dZ.copy() @ W.T, np.zeros_like(W), np.zeros_like(b)
    for x, d in zip(X, dZ, strict=True):
        dW += np.outer(x, d)
        db += d
    return dX, dW, db


@variant("V-12", "affine_backward")
def prints_and_warns(dZ, cache):
    """Text on stdout and stderr, and a RuntimeWarning on the way."""
    print("shapes", dZ.shape)
    warnings.warn("a warning of the student's own", RuntimeWarning, stacklevel=2)
    np.exp(np.array([1000.0]))
    X, W, _ = cache
    return dZ @ W.T, X.T @ dZ, dZ.sum(axis=0)


@variant("V-13", "affine_backward")
def other_names(upstream, seen, verbose=False):
    """Other parameter names, and one more with a default."""
    inputs, weights, _ = seen
    return upstream @ weights.T, inputs.T @ upstream, upstream.sum(axis=0)


def _logged(function):
    @functools.wraps(function)
    def wrapper(*args):
        return function(*args)

    return wrapper


@variant("V-14", "affine_backward")
@_logged
def decorated(dZ, cache):
    """A decorated function."""
    return dZ @ cache[1].T, cache[0].T @ dZ, dZ.sum(axis=0)


@variant("W08-02", "affine_backward")
def tensordot(dZ, cache):
    """Axes named by number, no transpose to be seen."""
    X, W, _ = cache
    dX, dW = np.tensordot(dZ, W, axes=(1, 1)), np.tensordot(X, dZ, axes=(0, 0))
    return dX, dW, np.add.reduce(dZ)


@variant("W08-03", "affine_backward")
def bias_as_a_weight(dZ, cache):
    """The bias as one more row of W, with an input that is always 1."""
    X, W, b = cache
    wide, tall = np.column_stack([X, np.ones(len(X))]), np.vstack([W, b])
    d_tall = wide.T @ dZ
    return (dZ @ tall.T)[:, :-1], d_tall[:-1], d_tall[-1]


# --- activation_backward -------------------------------------------------------------------------


@variant("V-01", "activation_backward")
def single_precision_activation(dA, cache):
    """float32."""
    A = activation_forward(cache[0], cache[1])[0].astype(np.float32)
    slope = {"sigmoid": A * (1 - A), "tanh": 1 - A * A, "relu": A > 0}[cache[1]]
    return dA.astype(np.float32) * slope


@variant("V-26", "activation_backward")
def formulas_that_overflow(dA, cache):
    """A sigmoid that warns of an overflow and still gives the right value."""
    Z, kind = cache
    if kind == "sigmoid":
        s = 1 / (1 + np.exp(-Z))
        return dA * s * (1 - s)
    return dA * (1 - np.tanh(Z) ** 2 if kind == "tanh" else Z > 0)


@variant("V-27", "activation_backward")
def sigmoid_by_tanh(dA, cache):
    """The slope of sigmoid as (1 - tanh²(z/2)) / 4."""
    Z, kind = cache
    slopes = {
        "sigmoid": lambda: (1 - np.tanh(Z / 2) ** 2) / 4,
        "tanh": lambda: 1 - np.square(np.tanh(Z)),
        "relu": lambda: np.sign(np.maximum(Z, 0)),
    }
    return dA * slopes[kind]()


@variant("V-28", "activation_backward")
def slope_1_at_0(dA, cache):
    """relu with slope 1 at exactly 0: never asked."""
    Z, kind = cache
    A = activation_forward(Z, kind)[0]
    return dA * {"sigmoid": A * (1 - A), "tanh": 1 - A**2, "relu": Z >= 0}[kind]


@variant("V-29", "activation_backward")
def boolean_mask(dA, cache):
    """A copy with entries set to 0 for relu: no -0.0 there."""
    Z, kind = cache
    dZ = np.array(dA, copy=True)
    if kind == "relu":
        dZ[Z <= 0] = 0
        return dZ
    A = activation_forward(Z, kind)[0]
    dZ *= A * (1 - A) if kind == "sigmoid" else (1 - A) * (1 + A)
    return dZ


@variant("W08-01", "activation_backward")
def number_by_number(dA, cache):
    """Nested loops over plain floats, returned as lists."""
    Z, kind = cache
    A = activation_forward(Z, kind)[0]
    slope = {
        "sigmoid": lambda a: a * (1 - a),
        "tanh": lambda a: 1 - a * a,
        "relu": lambda a: 1.0 if a > 0 else 0.0,
    }[kind]
    return [
        [d * slope(a) for d, a in zip(ds, row, strict=True)] for ds, row in zip(dA, A, strict=True)
    ]


@variant("W08-04", "activation_backward")
def a_table_of_slopes(dA, cache):
    """One function a kind, slopes written with exp and cosh."""
    Z, kind = cache
    slope = {
        "sigmoid": lambda z: 0.25 / np.cosh(np.clip(z, -700, 700) / 2) ** 2,
        "tanh": lambda z: 1 / np.cosh(np.clip(z, -350, 350)) ** 2,
        "relu": lambda z: np.heaviside(z, 0.0),
    }[kind]
    return np.multiply(slope(Z), dA)
