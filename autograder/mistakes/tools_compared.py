"""What makes a comparison unfair, and columns that know too much."""

import time

import numpy as np

from autograder.mistakes.core import mistake
from downslope.splitting import split


def by_training(Xtr, Xte):
    mean, spread = Xtr.mean(axis=0), Xtr.std(axis=0)
    spread = np.where(spread == 0, 1.0, spread)
    return (Xtr - mean) / spread, (Xte - mean) / spread


def table_of(models, data, rng, *, scale=by_training, cell=None, before=lambda X: X, anew=False):
    """The right way, with one thing changed."""
    cell = cell or (lambda train, test, seconds: (train, test, seconds))
    table = {name: {} for name in models}
    for dataset, (X, y) in data.items():
        kept = split(before(X), y, 0.25, rng)
        for number, (name, model) in enumerate(models.items()):
            if anew and number:
                kept = split(before(X), y, 0.25, rng)
            Xtr, ytr, Xte, yte = kept
            Xtr, Xte = scale(Xtr, Xte)
            start = time.perf_counter()
            train = np.mean(model(Xtr, ytr, Xtr) == ytr)
            test = np.mean(model(Xtr, ytr, Xte) == yte)
            table[name][dataset] = cell(train, test, time.perf_counter() - start)
    return table


def all_by_all(X):
    return by_training(X, X)[0]


@mistake("DL-01", "compare")
def scaled_before_the_split(models, data, rng):
    """The test rows had a say in mean and spread, so something of the test leaks into the training.
    Split first; then take both from the training rows alone."""
    return table_of(models, data, rng, before=all_by_all, scale=lambda A, B: (A, B))


@mistake("DL-02", "compare")
def test_scaled_by_itself(models, data, rng):
    """You scale the test rows by their own mean and spread. A single new example has none: use the
    numbers of the training rows."""
    return table_of(models, data, rng, scale=lambda A, B: (all_by_all(A), all_by_all(B)))


@mistake("X14-60", "compare")
def own_units(models, data, rng):
    """The models get the columns in their own units. Then the column with the largest numbers
    decides what is near."""
    return table_of(models, data, rng, scale=lambda A, B: (A, B))


@mistake("X14-61", "compare")
def every_model_another_split(models, data, rng):
    """Every model gets another split of the same data. Then part of the difference is luck: split
    each data set once."""
    return table_of(models, data, rng, anew=True)


@mistake("X14-62", "compare")
def test_is_the_training_again(models, data, rng):
    """Both numbers are for the training rows. The second one is for rows that the model has not
    seen."""
    return table_of(models, data, rng, cell=lambda train, test, s: (train, train, s))


@mistake("X14-63", "compare")
def trained_on_the_test(models, data, rng):
    """For the second number you train on the test rows themselves. Train on the training rows, both
    times."""
    table = {name: {} for name in models}
    for dataset, (X, y) in data.items():
        Xtr, ytr, Xte, yte = split(X, y, 0.25, rng)
        Xtr, Xte = by_training(Xtr, Xte)
        for name, model in models.items():
            start = time.perf_counter()
            train = np.mean(model(Xtr, ytr, Xtr) == ytr)
            test = np.mean(model(Xte, yte, Xte) == yte)
            table[name][dataset] = (train, test, time.perf_counter() - start)
    return table


@mistake("X14-64", "compare")
def shares_of_errors(models, data, rng):
    """You measure the share that is wrong. Asked for is the share that is right."""
    return table_of(models, data, rng, cell=lambda train, test, s: (1 - train, 1 - test, s))


@mistake("X14-65", "compare")
def in_percent(models, data, rng):
    """Your shares are in percent. Asked for are numbers from 0 to 1."""
    return table_of(models, data, rng, cell=lambda train, test, s: (100 * train, 100 * test, s))


@mistake("X14-66", "compare")
def test_first(models, data, rng):
    """The two shares are exchanged: training comes first, then the test."""
    return table_of(models, data, rng, cell=lambda train, test, s: (test, train, s))


@mistake("X14-67", "compare")
def data_set_first(models, data, rng):
    """Your table begins with the data set. First comes the name of the model."""
    table = table_of(models, data, rng)
    return {d: {name: table[name][d] for name in models} for d in data}


@mistake("X14-68", "compare")
def luck_of_its_own(models, data, rng):
    """You split with a generator of your own. Use rng: whoever repeats your comparison needs the
    same rows."""
    return table_of(models, data, np.random.default_rng(0))


@mistake("X14-69", "compare")
def time_of_the_clock(models, data, rng):
    """Your seconds are a time of the clock. Subtract the time at the start."""
    return table_of(models, data, rng, cell=lambda train, test, s: (train, test, time.time()))


@mistake("X14-70", "compare")
def start_minus_end(models, data, rng):
    """Your seconds are below 0: start and end are exchanged."""
    return table_of(models, data, rng, cell=lambda train, test, s: (train, test, -s - 1e-9))


@mistake("X14-71", "compare")
def divided_by_nothing(models, data, rng):
    """A column that never changes has the spread 0, and you divide by it. Leave its scale as it
    is."""

    def scale(A, B):
        with np.errstate(all="ignore"):
            mean, spread = A.mean(axis=0), A.std(axis=0)
            return (A - mean) / spread, (B - mean) / spread

    return table_of(models, data, rng, scale=scale)


@mistake("X14-72", "compare")
def only_shifted(models, data, rng):
    """The columns are shifted to the mean 0, but not brought to the spread 1."""
    return table_of(models, data, rng, scale=lambda A, B: (A - A.mean(axis=0), B - A.mean(axis=0)))


@mistake("X14-73", "compare")
def one_scale_for_all_columns(models, data, rng):
    """You take one mean and one spread for the whole table. These columns have different units, so
    each needs its own."""
    return table_of(
        models, data, rng, scale=lambda A, B: ((A - A.mean()) / A.std(), (B - A.mean()) / A.std())
    )


@mistake("X14-74", "compare")
def trained_on_everything(models, data, rng):
    """The models are trained on all rows, those of the test as well. So the test is no test any
    more."""

    table = {name: {} for name in models}
    for dataset, (X, y) in data.items():
        Xtr, ytr, Xte, yte = split(X, y, 0.25, rng)
        Xtr, Xte = by_training(Xtr, Xte)
        whole = np.vstack([Xtr, Xte]), np.concatenate([ytr, yte])
        for name, model in models.items():
            start = time.perf_counter()
            train, test = np.mean(model(*whole, Xtr) == ytr), np.mean(model(*whole, Xte) == yte)
            table[name][dataset] = (train, test, time.perf_counter() - start)
    return table


# --- best_columns --------------------------------------------------------------------------------


def columns(X, y, n_keep, *, worst=False, signed=False):
    gap = X[y == 1].mean(axis=0) - X[y == 0].mean(axis=0)
    gap = gap if signed else np.abs(gap)
    return np.sort(np.argsort(gap if worst else -gap, kind="stable")[:n_keep])


@mistake("X14-80", "repaired_best_columns")
def still_all_rows(X, y, train, n_keep):
    """This is still the old version: the test rows take part in the choice. Which rows may be
    looked at?"""
    return columns(X, y, n_keep)


@mistake("X14-81", "repaired_best_columns")
def the_test_rows(X, y, train, n_keep):
    """Now only the test rows choose. In `train`, True stands for a training row."""
    return columns(X[~train], y[~train], n_keep)


@mistake("X14-82", "repaired_best_columns")
def labels_of_all_rows(X, y, train, n_keep):
    """The rows of X are those of the training, but the labels are still all of them, cut to
    length. A row has to keep its own label."""
    return columns(X[train], y[: int(train.sum())], n_keep)


@mistake("X14-83", "repaired_best_columns")
def smallest_gaps(X, y, train, n_keep):
    """You keep the columns in which the two labels differ least."""
    return columns(X[train], y[train], n_keep, worst=True)


@mistake("X14-84", "repaired_best_columns")
def signed_gaps(X, y, train, n_keep):
    """A column in which label 1 has the SMALLER numbers tells as much. Look at the size of the
    difference."""
    return columns(X[train], y[train], n_keep, signed=True)


@mistake("X14-85", "repaired_best_columns")
def one_too_few(X, y, train, n_keep):
    """You return one column less than n_keep."""
    return columns(X[train], y[train], n_keep - 1)


@mistake("X14-86", "repaired_best_columns")
def the_columns_themselves(X, y, train, n_keep):
    """You return the columns themselves. Asked for are their numbers."""
    return X[train][:, columns(X[train], y[train], n_keep)]
