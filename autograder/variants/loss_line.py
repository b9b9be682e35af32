"""Right ways to draw a line and to find its slopes.

Ids V are those of the catalogue of correct variants; W04 are our own.
"""

import warnings

import numpy as np

from autograder.variants.core import variant

GRADIENTS = ("linear_gradients", "repaired_linear_gradients")


@variant("V-02", "linear_predict")
def line_with_a_loop(x, w, b):
    """One entry after the other, into floats."""
    pred = np.empty(len(x))
    for n, value in enumerate(x):
        pred[n] = b + w * value
    return pred


@variant("V-04", "linear_predict")
def line_as_a_list(x, w, b):
    """A plain list of numbers."""
    return [w * value + b for value in x]


@variant("V-14", "linear_predict")
def line_as_a_column(x, w, b):
    """Shape (N, 1): a remark, but never wrong values."""
    return w * x.reshape(-1, 1) + b


@variant("W04-10", "linear_predict")
def line_by_polyval(x, w, b, verbose=False):
    """numpy's polynomials, and a parameter more than asked for."""
    return np.polyval([w, b], x)


@variant("V-01", "linear_predict")
def line_in_single_precision(x, w, b):
    """float32."""
    return np.float32(w) * x.astype(np.float32) + np.float32(b)


@variant("V-02", "mse_loss")
def mse_with_a_loop(pred, y):
    """Another order of summation; a list of slopes."""
    misses = [float(p) - float(t) for p, t in zip(pred, y, strict=True)]
    return sum(m * m for m in misses) / len(misses), [m * 2 / len(misses) for m in misses]


@variant("V-03", "mse_loss")
def mse_by_products(pred, y):
    """Dot products in place of a mean; the loss is a numpy scalar."""
    miss = np.subtract(pred, y, dtype=float)
    return miss @ miss / miss.size, np.einsum(",n->n", 2 / miss.size, miss)


@variant("V-05", "mse_loss")
def mse_as_a_list(pred, y):
    """A list of two; the loss is a 0-d array (V-22)."""
    return [np.array(((y - pred) ** 2).mean()), -2 / len(y) * (y - pred)]


@variant("V-06", "mse_loss")
def mse_with_columns(prediction, truth):
    """All in columns, so that nothing is paired wrongly; dpred keeps two axes."""
    miss = prediction.reshape(-1, 1) - truth.reshape(-1, 1)
    return np.square(miss).mean(), 2 * miss / miss.shape[0]


@variant("V-01", "mse_loss")
def mse_in_single_precision(pred, y):
    """float32."""
    miss = pred.astype(np.float32) - y.astype(np.float32)
    return np.mean(miss**2), 2 * miss / np.float32(len(y))


@variant("V-26", "mse_loss")
def mse_with_a_warning(pred, y):
    """Warns, and is right all the same."""
    warnings.warn("squares ahead", stacklevel=1)
    return np.average((pred - y) ** 2), (pred - y) / (len(y) / 2)


@variant("V-02", *GRADIENTS)
def slopes_with_a_loop(x, y, w, b):
    """One example after the other."""
    dw = db = 0.0
    for x_n, y_n in zip(x, y, strict=True):
        miss = w * x_n + b - y_n
        dw, db = dw + 2 * miss * x_n, db + 2 * miss
    return dw / len(x), db / len(x)


@variant("V-32", *GRADIENTS)
def slopes_with_a_column_of_ones(x, y, w, b):
    """b as the weight of a 1: both slopes from one matrix product, returned as an array of two."""
    A = np.c_[x, np.ones(len(x))]
    return list(2 / len(y) * A.T @ (A @ np.r_[w, b] - y))


@variant("W04-11", *GRADIENTS)
def slopes_by_means(x, y, w, b):
    """Means of products."""
    miss = y - (b + w * x)
    return -2 * np.mean(miss * x), -2 * np.mean(miss)


@variant("W04-12", *GRADIENTS)
def slopes_by_moments(x, y, w, b):
    """Multiplied out: the misses are never formed."""
    dw = 2 * (w * np.mean(x * x) + b * np.mean(x) - np.mean(x * y))
    return float(dw), float(2 * (w * np.mean(x) + b - np.mean(y)))


@variant("V-01", *GRADIENTS)
def slopes_in_single_precision(x, y, w, b):
    """float32."""
    x, y, w, b = (np.asarray(v, dtype=np.float32) for v in (x, y, w, b))
    miss = w * x + b - y
    return 2 * np.mean(miss * x), 2 * np.mean(miss)
