"""Right ways to compute softmax with cross-entropy, and its gradient. Ids: see `backward`."""

import numpy as np

from autograder.variants.core import variant
from downslope.layers import softmax


def _shifted(Z):
    return Z - Z.max(axis=1, keepdims=True)


@variant("V-01", "softmax_ce")
def single_precision_loss(Z, y):
    """float32."""
    Z = _shifted(Z.astype(np.float32))
    sums = np.log(np.exp(Z).sum(axis=1))
    P, rows = np.exp(Z - sums[:, None]), np.arange(len(y))
    loss = (sums - Z[rows, y]).mean()
    P[rows, y] -= 1
    return loss, P / np.float32(len(y))


@variant("V-15", "softmax_ce")
def log_softmax(Z, y):
    """Through log-probabilities: loss and gradient from one array."""
    shifted = _shifted(Z)
    L = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    T = np.eye(Z.shape[1])[y]
    return -np.sum(T * L) / len(y), (np.exp(L) - T) / len(y)


@variant("V-16", "softmax_ce")
def logaddexp(Z, y):
    """np.logaddexp.reduce does the shifting itself."""
    sums = np.logaddexp.reduce(Z, axis=1)
    rows = np.arange(len(y))
    dZ = np.exp(Z - sums[:, None])
    dZ[rows, y] -= 1
    return np.mean(sums - Z[rows, y]), dZ / len(y)


@variant("V-18", "softmax_ce")
def row_by_row(Z, y):
    """One example at a time, in plain Python; the loss is a sum of floats."""
    N, loss, rows = len(y), 0.0, []
    for z, label in zip(Z, y, strict=True):
        z = z - max(z)
        loss += (np.log(sum(np.exp(z))) - z[label]) / N
        rows.append([(np.exp(v) / sum(np.exp(z)) - (k == label)) / N for k, v in enumerate(z)])
    return loss, rows


@variant("V-19", "softmax_ce")
def onehot_product(Z, y):
    """One-hot matrix times logarithm."""
    P, T = softmax(Z), np.eye(Z.shape[1])[y]
    return -np.sum(T * np.log(P)) / len(y), (P - T) / len(y)


@variant("V-20", "softmax_ce")
def epsilon_in_the_logarithm(Z, y):
    """1e-12 inside the logarithm: invisible for ordinary probabilities."""
    P, rows = softmax(Z), np.arange(len(y))
    loss = -np.mean(np.log(P[rows, y] + 1e-12))
    P[rows, y] -= 1
    return loss, P / len(y)


@variant("V-21", "softmax_ce")
def clipped(Z, y):
    """Clipped probabilities."""
    P = softmax(Z)
    p = np.clip(P[range(len(y)), y], 1e-15, 1 - 1e-15)
    return float(-np.log(p).mean()), (P - np.eye(Z.shape[1])[y]) / len(y)


@variant("V-22", "softmax_ce")
def zero_dimensional_loss(Z, y):
    """A 0-d array where a test asks for the type float, and a list of two."""
    loss, dZ = log_softmax(Z, y)
    return [np.array(loss), dZ]


@variant("V-23", "softmax_ce")
def through_the_jacobian(Z, y):
    """The full Jacobian of softmax, row by row."""
    P, (N, K) = softmax(Z), Z.shape
    dZ = np.zeros_like(Z)
    for n in range(N):
        g = np.zeros(K)
        g[y[n]] = -1 / P[n, y[n]]
        dZ[n] = (np.diag(P[n]) - np.outer(P[n], P[n])) @ g
    return -np.log(P[np.arange(N), y]).mean(), dZ / N


@variant("V-24", "softmax_ce")
def comparison_as_onehot(Z, y):
    """One-hot by comparison with a range."""
    P = softmax(Z)
    return -np.log(P[np.arange(len(y)), y]).mean(), (
        P - (np.arange(Z.shape[1]) == y[:, None])
    ) / len(y)


@variant("V-25", "softmax_ce", loses=("far_out",))
def unstable(Z, y):
    """exp without a shift: right for ordinary logits."""
    E, rows = np.exp(Z), np.arange(len(y))
    P = E / E.sum(axis=1, keepdims=True)
    loss = -np.log(P[rows, y]).mean()
    P[rows, y] -= 1
    return loss, P / len(y)


@variant("W08-40", "softmax_ce")
def by_sorting(Z, y):
    """The largest logit is found by sorting, and sums begin with the smallest term."""
    N = len(y)
    terms = np.sort(np.exp(Z - np.sort(Z, axis=1)[:, -1:]), axis=1)
    sums = np.log(np.cumsum(terms, axis=1)[:, -1]) + np.sort(Z, axis=1)[:, -1]
    dZ = np.exp(Z - sums[:, None])
    for n, label in enumerate(y):
        dZ[n, label] -= 1
    return float(np.mean([sums[n] - Z[n, y[n]] for n in range(N)])), dZ / N


@variant("W08-41", "softmax_ce")
def ratio_to_the_true_class(Z, y):
    """Differences to the true class's logit: no probability is ever taken the logarithm of."""
    lead = Z - Z[np.arange(len(y)), y][:, None]
    losses = np.logaddexp.reduce(lead, axis=1)
    dZ = np.exp(lead - losses[:, None])
    dZ[np.arange(len(y)), y] -= 1
    return losses.mean(), dZ / len(y)
