"""What goes wrong when examples are split, weights penalised, and training stopped.

Ids RG are those of the catalogue; X12 are our own.
"""

import numpy as np

from autograder.mistakes.core import mistake
from autograder.truth import overfitting as truth


def cut(X, y, order, n_va):
    va, tr = order[:n_va], order[n_va:]
    return X[tr], y[tr], X[va], y[va]


@mistake("X12-01", "split")
def not_shuffled(X, y, frac, rng):
    """You cut the data as they came. If they are sorted, the two parts hold different kinds of
    examples; what should happen before the cut?"""
    return cut(X, y, np.arange(len(y)), round(frac * len(y)))


@mistake("X12-02", "split")
def torn_pairs(X, y, frac, rng):
    """X and y are each shuffled on their own, so rows lose their labels. One order has to serve
    both."""
    n_va = round(frac * len(y))
    a, b = rng.permutation(len(y)), rng.permutation(len(y))
    return X[a[n_va:]], y[b[n_va:]], X[a[:n_va]], y[b[:n_va]]


@mistake("X12-03", "split")
def exchanged(X, y, frac, rng):
    """The two parts have each other's sizes: frac is the share that is held back for
    validation."""
    Xtr, ytr, Xva, yva = truth.split(X, y, frac, rng)
    return Xva, yva, Xtr, ytr


@mistake("X12-04", "split")
def rounded_down(X, y, frac, rng):
    """The validation part is one example short in some cases: you cut off the fraction. The number
    is to be rounded."""
    return cut(X, y, rng.permutation(len(y)), int(frac * len(y) + 1e-9))


@mistake("X12-05", "split")
def learns_from_all(X, y, frac, rng):
    """The validation examples are still in the training part, so a network could learn them by
    heart. Nothing may be in both."""
    rows = rng.permutation(len(y))[: round(frac * len(y))]
    return X.copy(), y.copy(), X[rows], y[rows]


@mistake("X12-06", "split")
def drawn_with_replacement(X, y, frac, rng):
    """Some examples come twice and some never: each draw puts the card back into the pack. Shuffle
    once, then cut."""
    return cut(X, y, rng.integers(0, len(y), len(y)), round(frac * len(y)))


@mistake("X12-07", "split")
def seed_inside(X, y, frac, rng):
    """Every generator gives the same split: a fixed seed hides inside the function. Draw from the
    one that you are given."""
    return truth.split(X, y, frac, np.random.default_rng(0))


@mistake("X12-08", "split")
def global_generator(X, y, frac, rng):
    """You shuffle with the generator that numpy shares with everybody, so nobody can repeat your
    split. Draw from the one that comes in."""
    return cut(X, y, np.random.permutation(len(y)), round(frac * len(y)))


@mistake("X12-09", "split")
def other_order(X, y, frac, rng):
    """The right four arrays, in another order: both parts of X come first. Asked for is first the
    training part, then the validation part."""
    Xtr, ytr, Xva, yva = truth.split(X, y, frac, rng)
    return Xtr, Xva, ytr, yva


@mistake("X12-10", "split")
def labels_left(X, y, frac, rng):
    """The rows of X are shuffled, the labels are cut as they came. Each row has to take its label
    along."""
    Xtr, _, Xva, _ = truth.split(X, y, frac, rng)
    return Xtr, y[len(Xva) :], Xva, y[: len(Xva)]


@mistake("X12-11", "split")
def shuffled_in_place(X, y, frac, rng):
    """The split is right, but the data of the caller are in another order now. Work on new
    arrays."""
    mixed = rng.permutation(len(y))
    X[:], y[:] = X[mixed], y[mixed]
    n_va = round(frac * len(y))
    return X[n_va:].copy(), y[n_va:].copy(), X[:n_va].copy(), y[:n_va].copy()


# --- l2_penalty ----------------------------------------------------------------------------------


def squares(params, keys="W"):
    return sum(np.sum(layer[k] ** 2) for layer in params for k in keys)


def slopes(params, factor, of_b=0.0):
    return [{"W": factor * layer["W"], "b": of_b * layer["b"]} for layer in params]


@mistake("RG-01", "l2_penalty")
def twice_the_gradient(params, lam):
    """The penalty is right, its gradient exactly twice too large: the 1/2 in front of the sum
    cancels the 2 of the derivative."""
    return lam / 2 * squares(params), slopes(params, 2 * lam)


@mistake("RG-02", "l2_penalty")
def biases_too(params, lam):
    """You punish the biases as well. A bias only shifts; leave it out of the sum, so that its
    gradient is 0."""
    return lam / 2 * squares(params, "Wb"), slopes(params, lam, lam)


@mistake("RG-03", "l2_penalty")
def no_gradient(params, lam):
    """The penalty is right, but its gradient is 0 everywhere: then training would never feel
    it."""
    return lam / 2 * squares(params), slopes(params, 0.0)


@mistake("RG-04", "l2_penalty")
def sum_in_every_entry(params, lam):
    """You put one number into every entry of a gradient. The slope along ONE weight asks for that
    weight alone."""
    grads = [{"W": np.full_like(p["W"], lam * p["W"].sum()), "b": 0 * p["b"]} for p in params]
    return lam / 2 * squares(params), grads


@mistake("X12-20", "l2_penalty")
def without_the_half(params, lam):
    """The penalty is exactly twice too large: a 1/2 stands in front of the sum."""
    return lam * squares(params), slopes(params, lam)


@mistake("X12-21", "l2_penalty")
def neither_half(params, lam):
    """Both are exactly twice too large, so they fit each other, but not the definition: the
    1/2 is missing."""
    return lam * squares(params), slopes(params, 2 * lam)


@mistake("X12-22", "l2_penalty")
def absolute_values(params, lam):
    """You add up absolute values. That is the L1 penalty; here every weight is squared."""
    grads = [{"W": lam * np.sign(p["W"]), "b": 0 * p["b"]} for p in params]
    return lam * sum(np.sum(np.abs(p["W"])) for p in params), grads


@mistake("X12-23", "l2_penalty")
def first_layer_only(params, lam):
    """Only the first layer is punished. The sum goes over all layers."""
    grads = slopes(params, 0.0)
    grads[0]["W"] = lam * params[0]["W"]
    return lam / 2 * squares(params[:1]), grads


@mistake("X12-24", "l2_penalty")
def root_of_the_sum(params, lam):
    """Your penalty is the root of the right sum: the length of all weights, not its square."""
    return lam / 2 * np.sqrt(squares(params)), slopes(params, lam)


@mistake("X12-25", "l2_penalty")
def mean_of_squares(params, lam):
    """You take the mean of each layer's squares. The definition has a sum, without a divisor."""
    total = sum(np.mean(p["W"] ** 2) for p in params)
    return lam / 2 * total, [{"W": lam * p["W"] / p["W"].size, "b": 0 * p["b"]} for p in params]


@mistake("X12-26", "l2_penalty")
def only_weights_back(params, lam):
    """The gradients have no entry for b. Its slope is 0, but the place has to be there, in the
    shape of b."""
    return lam / 2 * squares(params), [{"W": lam * p["W"]} for p in params]


@mistake("X12-27", "l2_penalty")
def last_layer_only(params, lam):
    """The penalty is that of the last layer only: your sum starts anew in every round."""
    return lam / 2 * squares(params[-1:]), slopes(params, lam)


@mistake("X12-28", "l2_penalty")
def shrunk_in_place(params, lam):
    """Your numbers are right, but the network itself has changed. A penalty looks, and touches
    nothing."""
    found = truth.l2_penalty(params, lam)
    for layer in params:
        layer["W"] -= 0.01 * layer["W"]
    return found
