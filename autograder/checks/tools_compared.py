"""Checks of assignment 14, continued: a fair comparison, honest columns, and the capstone."""

import numpy as np

from autograder.checks.core import Exercise, PartSpec
from autograder.checks.tools import ASSIGNMENT, classes
from autograder.truth import tools as truth
from downslope.data import digits
from downslope.functions import Tool
from downslope.sheet import Case, Seed

MAJORITY, MEANS, MEMORY = Tool("majority"), Tool("means"), Tool("memory")


def seed(rng) -> Seed:
    return Seed(int(rng.integers(2**53)))


def groups(rng, N, D, K, flat=False):
    """X (N, D) in D odd units, y (N,): K groups that overlap. flat: a column that never changes."""
    y = classes(rng, N, K)
    X = rng.normal(size=(N, D)) + 1.2 * rng.normal(size=(K, D))[y]
    X = np.round(X * 10 ** rng.uniform(-1, 2, size=D) + rng.uniform(5, 50, size=D), 3)
    if flat:
        X[:, 0] = 7.0
    return X, y


def comparison(rng, models, data, note):
    return Case((models, data, seed(rng)), {}, note)


def comparisons_seen(rng):
    data = {"two": groups(rng, 20, 2, 2), "three": groups(rng, 24, 3, 3)}
    models = {"majority": MAJORITY, "means": MEANS, "memory": MEMORY}
    return [
        comparison(
            rng, {"means": MEANS}, {"one": groups(rng, 24, 2, 3)}, "one model, one data set"
        ),
        comparison(rng, models, data, "three models, two data sets"),
    ]


def comparisons_at_random(rng):
    N = 4 * int(rng.integers(5, 8))
    data = {"a": groups(rng, N, 4, 3), "b": groups(rng, N + 3, 2, 2), "c": groups(rng, 20, 3, 2)}
    return [
        comparison(rng, {"x": MEMORY, "y": MEANS}, data, "three data sets"),
        comparison(rng, {"z": MEANS, "x": MAJORITY, "y": MEMORY}, {"b": data["b"]}, "three models"),
    ]


def comparisons_with_a_flat_column(rng):
    data = {"flat": groups(rng, 24, 3, 3, flat=True)}
    return [comparison(rng, {"means": MEANS, "memory": MEMORY}, data, "a column never changes")]


compare = Exercise(
    function="compare",
    assignment=ASSIGNMENT,
    truth=truth.compare,
    arguments=("models", "data", "rng"),
    results=("table", "given", "seconds"),
    reading="compare",
    parts=(
        PartSpec("table", "the shares in the table", 3, True, comparisons_seen, ("table",)),
        PartSpec("fair", "what the models were given", 2, True, comparisons_seen, ("given",)),
        PartSpec("seconds", "the seconds", 1, True, comparisons_seen, ("seconds",)),
        PartSpec("random", "other models and data", 3, False, comparisons_at_random),
        PartSpec("flat", "a column that never changes", 1, False, comparisons_with_a_flat_column),
        PartSpec("unchanged", "leaves the data as they were", 1, False, comparisons_at_random,
                 rule="unchanged"),
    ),
)  # fmt: skip


# --- the bug hunt --------------------------------------------------------------------------------


def columns_case(X, y, train, n_keep, note):
    return Case((X, y, train, n_keep), {"N": len(y), "D": X.shape[1]}, note)


def columns_by_hand(rng):
    # Means of label 1 minus label 0. In training: 2, -4, 0, 6. Of all rows: 4, -1, 5, 2.
    X = np.array([[0.0, 5, 1, 0], [2, 1, 1, 6], [0, 0, 0, 4], [6, 2, 10, 2]])
    train = np.array([True, True, False, False])
    y = np.array([0, 1, 0, 1])
    return [columns_case(X, y, train, n, f"four columns, n_keep = {n}") for n in (1, 2, 3)]


def columns_at_random(rng):
    """Drawn until neither all rows nor those of the test would choose the same columns."""
    cases = []
    for N, D, n_keep in ((20, 12, 3), (30, 25, 4), (16, 9, 2)):
        X, y = rng.normal(size=(N, D)) + rng.uniform(-3, 3, D), rng.permutation(N) % 2
        some = [rng.choice(np.flatnonzero(y == label), N // 4, replace=False) for label in (0, 1)]
        train = np.isin(np.arange(N), some)
        right = truth.best_columns(X, y, train, n_keep)
        others = [truth.best_columns(X, y, rows, n_keep) for rows in (train | True, ~train)]
        if any(np.array_equal(right, other) for other in others):
            return columns_at_random(rng)
        cases.append(columns_case(X, y, train, n_keep, f"{D} columns of noise"))
    return cases


repaired_best_columns = Exercise(
    function="repaired_best_columns",
    assignment=ASSIGNMENT,
    truth=truth.best_columns,
    arguments=("X", "y", "train", "n_keep"),
    results=("columns",),
    parts=(
        PartSpec("by_hand", "four columns", 3, True, columns_by_hand),
        PartSpec("random", "columns of noise", 2, False, columns_at_random),
        PartSpec("unchanged", "changes nothing it is given", 1, False, columns_at_random,
                 rule="unchanged"),
    ),
)  # fmt: skip


# --- the capstone --------------------------------------------------------------------------------


def easy_case(rng, D, K, luck, factor=1.0, offset=0.0):
    """K groups that lie far apart, in any unit; the right labels of the unseen rows are told."""
    y = np.concatenate([classes(rng, n, K) for n in (60, 24, 40)])
    far = 3.0 * np.eye(K, D) * np.sqrt(D)
    X = np.round(factor * (rng.normal(size=(len(y), D)) * 0.7 + far[y]) + offset, 2)
    args = (X[:60], y[:60], X[60:84], y[60:84], luck, X[84:])
    note = f"{K} groups that lie far apart, D = {D}"
    return Case(args, {"N": 60, "D": D}, note, about="easy " + "".join(map(str, y[84:])))


def easy_ones(rng):
    luck = seed(rng)
    twice = easy_case(rng, 4, 3, luck)
    return [twice, twice, easy_case(rng, 3, 3, seed(rng), factor=20.0, offset=1500.0)]


def other_units(rng):
    return [easy_case(rng, 5, 4, seed(rng), factor=80.0, offset=-6000.0)]


def three_readers(rng):
    cases = []
    for n in rng.integers(2**31, size=3):
        X, y, X_new, _ = digits(1350, np.random.default_rng(int(n)))
        args = (X[:1200], y[:1200], X[1200:], y[1200:], seed(rng), X_new)
        cases.append(Case(args, {"N": 1200, "D": 64}, "1200 digits", about=f"digits {int(n)}"))
    return cases


fit_digits = Exercise(
    function="fit_digits",
    assignment=ASSIGNMENT,
    truth=truth.fit_digits,
    arguments=("Xtr", "ytr", "Xva", "yva", "rng", "X"),
    results=("answers", "unseen", "very", "alone", "use of rng"),
    reading="reader",
    driver="trained",
    patience=10,
    parts=(
        PartSpec("form", "predict(X): one label a row", 1, True, easy_ones, ("answers",)),
        PartSpec("easy", "easy groups", 2, True, easy_ones, ("unseen",)),
        PartSpec("alone", "a row alone, the same luck", 1, True, easy_ones,
                 ("alone", "use of rng")),
        PartSpec("digits", "unseen digits, three seeds: 93 %", 2, False, three_readers,
                 ("answers", "unseen", "alone", "use of rng")),
        PartSpec("better", "unseen digits, three seeds: 95 %", 1, False, three_readers, ("very",)),
        PartSpec("units", "other units", 1, False, other_units),
        PartSpec("unchanged", "changes nothing it is given", 1, False, other_units, ("unseen",),
                 rule="unchanged"),
    ),
)  # fmt: skip

EXERCISES = (compare, fit_digits, repaired_best_columns)
