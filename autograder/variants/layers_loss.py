"""Right ways to compute softmax and cross-entropy. Ids: see `layers`."""

import math

import numpy as np

from autograder.variants.core import variant

SOFTMAX = ("softmax", "repaired_softmax")


# --- softmax -------------------------------------------------------------------------------------


def _shifted(Z):
    return Z - Z.max(axis=1, keepdims=True)


@variant("V-15", *SOFTMAX)
def through_the_logarithm(Z):
    """Shift by the logarithm of the sum."""
    S = _shifted(Z)
    return np.exp(S - np.log(np.exp(S).sum(axis=1, keepdims=True)))


@variant("V-16", *SOFTMAX)
def logaddexp(Z):
    """np.logaddexp.reduce does the shifting itself."""
    return np.exp(Z - np.logaddexp.reduce(Z, axis=1, keepdims=True))


@variant("V-17", *SOFTMAX)
def other_shift(Z):
    """A shift by something near the largest."""
    E = np.exp(Z - np.ceil(Z.max(axis=1, keepdims=True)))
    return E / E.sum(axis=1, keepdims=True)


@variant("V-18", *SOFTMAX)
def row_by_row(Z):
    """A helper for one row."""

    def one(z):
        e = np.exp(z - max(z))
        return e / sum(e)

    return np.array([one(z) for z in Z])


@variant("V-01", *SOFTMAX)
def single_precision_softmax(Z):
    """float32 throughout."""
    E = np.exp(_shifted(Z.astype(np.float32)))
    return E / E.sum(axis=1, keepdims=True)


@variant("V-04", *SOFTMAX)
def lists_of_floats(Z):
    """Plain Python, nested lists."""
    rows = [[math.exp(z - max(row)) for z in row] for row in Z.tolist()]
    return [[e / math.fsum(row) for e in row] for row in rows]


@variant("W07-04", *SOFTMAX)
def flipped_twice(Z):
    """Divided with the examples along the columns, and turned back."""
    E = np.exp(Z.T - Z.max(axis=1))
    return (E / E.sum(axis=0)).T


@variant("W07-05", *SOFTMAX)
def by_differences(Z):
    """1 / sum of exp of all differences; some overflow to infinity, and 1 / infinity is 0."""
    return 1 / np.exp(Z[:, None, :] - Z[:, :, None]).sum(axis=2)


@variant("V-25", "softmax", loses=("large", "far_out"))
def unstable(Z):
    """exp without a shift: right for ordinary logits."""
    E = np.exp(Z)
    return E / E.sum(axis=1, keepdims=True)


# --- cross_entropy -------------------------------------------------------------------------------


@variant("W07-06", "cross_entropy")
def log_probabilities(Z, y):
    """Through log-probabilities."""
    S = _shifted(Z)
    L = S - np.log(np.exp(S).sum(axis=1, keepdims=True))
    return -L[np.arange(len(y)), y].mean()


@variant("V-16", "cross_entropy")
def by_logaddexp(Z, y):
    """np.logaddexp.reduce minus the right logit."""
    return float(
        np.mean(np.logaddexp.reduce(Z, axis=1) - np.take_along_axis(Z, y[:, None], 1)[:, 0])
    )


@variant("V-18", "cross_entropy")
def example_by_example(Z, y):
    """A loop, and a running sum."""
    loss = 0.0
    for z, label in zip(Z, y, strict=True):
        top = max(z)
        loss += top + math.log(sum(math.exp(v - top) for v in z)) - z[label]
    return loss / len(y)


@variant("V-19", "cross_entropy")
def onehot_product(Z, y):
    """One-hot matrix times log-probabilities."""
    S = _shifted(Z)
    T = np.eye(Z.shape[1])[y]
    return -np.sum(T * (S - np.log(np.exp(S).sum(axis=1, keepdims=True)))) / len(y)


@variant("V-22", "cross_entropy")
def zero_dimensional(Z, y):
    """A 0-d array where a test asks for the type float."""
    return np.array(log_probabilities(Z, y))


@variant("V-01", "cross_entropy")
def single_precision_loss(Z, y):
    """float32 throughout."""
    S = _shifted(Z.astype(np.float32))
    return (np.log(np.exp(S).sum(axis=1)) - S[np.arange(len(y)), y]).mean()


@variant("W07-07", "cross_entropy")
def by_differences_of_logits(Z, y):
    """log(1 + sum of exp(z_k - z_y) over the other classes), with the largest taken out."""
    gaps = Z - Z[np.arange(len(y)), y][:, None]
    top = gaps.max(axis=1)
    return (top + np.log(np.exp(gaps - top[:, None]).sum(axis=1))).mean()


@variant("V-20", "cross_entropy", loses=("far_out",))
def epsilon_in_the_logarithm(Z, y):
    """1e-12 inside the logarithm: invisible for ordinary probabilities."""
    E = np.exp(_shifted(Z))
    P = E / E.sum(axis=1, keepdims=True)
    return -np.mean(np.log(P[np.arange(len(y)), y] + 1e-12))


@variant("V-21", "cross_entropy", loses=("far_out",))
def clipped(Z, y):
    """Clipped probabilities."""
    E = np.exp(_shifted(Z))
    p = (E / E.sum(axis=1, keepdims=True))[range(len(y)), y]
    return float(-np.log(np.clip(p, 1e-15, 1 - 1e-15)).mean())
