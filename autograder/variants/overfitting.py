"""Right ways to split, to punish weights, to drop neurons and to stop."""

from itertools import accumulate

import numpy as np

from autograder.variants.core import variant

DROPOUTS = ("dropout_forward", "repaired_dropout")


@variant("V-37", "split")
def sorted_luck(X, y, frac, rng):
    """Another use of the generator, and a mask of the rows."""
    place = np.argsort(np.argsort(rng.random(len(y))))
    held = place < int(np.rint(frac * len(y)))
    return X[~held], y[~held], X[held], y[held]


@variant("W12-01", "split")
def chosen(X, y, frac, rng):
    """rng.choice without replacement; the training part keeps its old order."""
    rows = rng.choice(len(y), size=int(frac * len(y) + 0.5), replace=False)
    return np.delete(X, rows, axis=0), np.delete(y, rows), X[rows], y[rows]


@variant("W12-02", "split")
def as_lists(X, y, frac, rng):
    """Pairs shuffled in a list, the validation part at the end; a list of arrays."""
    order = list(range(len(y)))
    rng.shuffle(order)
    n_tr = len(y) - round(len(y) * frac)
    tr, va = np.array(order[:n_tr], dtype=int), np.array(order[n_tr:], dtype=int)
    return [X.take(tr, axis=0), y.take(tr), X.take(va, axis=0), y.take(va)]


@variant("W12-10", "l2_penalty")
def with_loops(params, lam):
    """A loop, zeros_like, and a Python float."""
    total, grads = 0.0, []
    for layer in params:
        total += 0.5 * lam * float(np.linalg.norm(layer["W"]) ** 2)
        grads.append({"W": layer["W"] * lam, "b": np.zeros_like(layer["b"])})
    return total, grads


@variant("W12-11", "l2_penalty")
def flattened(params, lam):
    """All weights in a row, gradients as a tuple of dicts, keys in the other order."""
    w = np.concatenate([layer["W"].ravel() for layer in params])
    grads = ({"b": np.zeros(layer["b"].shape), "W": lam * layer["W"]} for layer in params)
    return [w @ w * lam / 2, tuple(grads)]


@variant("V-01", "l2_penalty")
def in_single_precision(params, lam):
    """Everything in float32."""
    narrow = [{key: array.astype(np.float32) for key, array in layer.items()} for layer in params]
    total = sum(np.float32(lam / 2) * (layer["W"] ** 2).sum() for layer in narrow)
    return total, [{"W": np.float32(lam) * p["W"], "b": 0 * p["b"]} for p in narrow]


@variant("V-39", *DROPOUTS)
def binomial(A, p_drop, rng, train):
    """rng.binomial for the mask."""
    if not train:
        return A, np.ones_like(A)
    cache = rng.binomial(1, 1 - p_drop, size=A.shape) / (1 - p_drop)
    return A * cache, cache


@variant("W12-20", *DROPOUTS)
def smaller_than_keep(A, p_drop, rng, train):
    """The other comparison, with uniform; p_drop 0 when not in training."""
    keep = 1 - p_drop if train else 1.0
    cache = np.where(rng.uniform(size=A.shape) < keep, 1 / keep, 0.0)
    return cache * A, cache


@variant("W12-21", *DROPOUTS)
def chosen_mask(A, p_drop, rng, train):
    """rng.choice between the two factors, in single precision; a list of two."""
    if not train or p_drop == 0:
        return [A.copy(), np.ones(A.shape, dtype=int)]
    cache = rng.choice([0, 1 / (1 - p_drop)], p=[p_drop, 1 - p_drop], size=A.shape)
    cache = cache.astype(np.float32)
    return [A.astype(np.float32) * cache, cache]


@variant("W12-22", *DROPOUTS)
def by_places(A, p_drop, rng, train):
    """Entries are set to 0 by their places; the generator is always used."""
    cache = np.full(A.shape, 1 / (1 - p_drop))
    cache[rng.random(A.shape) < p_drop] = 0
    return (A * cache, cache) if train else (A.copy(), np.ones(A.shape))


@variant("W12-30", "dropout_backward")
def other_way_round(dA, cache):
    """The factors exchanged."""
    return np.multiply(cache, dA)


@variant("W12-31", "dropout_backward")
def only_where_kept(dA, cache):
    """Zeros, filled where something was kept; in single precision."""
    back = np.zeros(dA.shape, dtype=np.float32)
    kept = cache != 0
    back[kept] = np.float32(dA[kept]) * np.float32(cache[kept])
    return back


@variant("W12-40", "early_stop")
def counts(val_losses, patience):
    """A counter, an early return, and a numpy integer."""
    lowest, best, waited = np.inf, 0, 0
    for epoch, loss in enumerate(val_losses):
        if loss < lowest:
            lowest, best, waited = loss, np.int64(epoch), 0
            continue
        waited += 1
        if waited >= patience:
            return best
    return best


@variant("W12-41", "early_stop")
def lowest_so_far(val_losses, patience):
    """The running minimum: the first that nothing beats for patience epochs."""
    lows = list(accumulate(val_losses, min))
    for epoch in range(len(lows) - patience):
        if lows[epoch] == lows[epoch + patience]:
            return list(val_losses).index(lows[epoch])
    return int(np.argmin(val_losses))
