"""Checks of assignment 14: neighbours, one question, a margin, and columns chosen honestly."""

import numpy as np

from autograder.checks.core import Exercise, PartSpec
from autograder.truth import tools as truth
from downslope.sheet import Case

ASSIGNMENT = "14_capstone"
KINK = 0.05  # margins keep this far from 1


def numbers(*rows) -> np.ndarray:
    return np.array(rows, dtype=np.float64)


def classes(rng, N, K):
    """Labels (N,) int; every one of 0 … K - 1 occurs."""
    return rng.permutation(np.concatenate([np.arange(K), rng.integers(0, K, N - K)]))


# --- knn_predict -------------------------------------------------------------------------------

VILLAGE = numbers([0, 0], [1, 0], [0, 2], [6, 6], [7, 6], [6, 8], [9, 9])
COLOURS = np.array([1, 1, 2, 0, 0, 2, 2])


def knn_case(Xtr, ytr, X, k, note):
    return Case((Xtr, ytr, X, k), {"N": len(Xtr), "n": len(X), "D": X.shape[1], "k": k}, note)


def neighbours_by_hand(rng):
    asked = numbers([0.5, 0.25], [6.5, 6.5], [8, 8.5], [3.25, 3])
    corner = numbers([3, 3], [0, 5], [-9, 0])  # straight to (3, 3): 4.2; along the streets: 6
    return [
        knn_case(VILLAGE, COLOURS, VILLAGE, 1, "asked about the training rows themselves, k = 1"),
        knn_case(VILLAGE, COLOURS, asked, 1, "seven points, k = 1"),
        knn_case(VILLAGE, COLOURS, asked, 3, "seven points, k = 3"),
        knn_case(corner, np.array([2, 1, 0]), numbers([0, 0]), 1, "three points, k = 1"),
    ]


def neighbours_at_random(rng):
    cases = []
    for N, n, D, K, k in ((14, 6, 3, 3, 5), (18, 5, 2, 4, 3)):
        Xtr, ytr, X = rng.normal(size=(N, D)), classes(rng, N, K), rng.normal(size=(n, D))
        cases.append(knn_case(Xtr, ytr, X, k, f"random rows, N = {N}, k = {k}"))
    return cases


def more_neighbours(rng):
    N, D, K = int(rng.integers(20, 30)), int(rng.integers(3, 6)), int(rng.integers(3, 6))
    Xtr, ytr = 100 + 5 * rng.normal(size=(N, D)), classes(rng, N, K)
    X = 100 + 5 * rng.normal(size=(9, D))
    return [knn_case(Xtr, ytr, X[:m], k, f"N = {N}, n = {m}, k = {k}")
            for m, k in ((9, 1), (9, 4), (1, 7))]  # fmt: skip


def ties(rng):
    """Votes that are equal, and distances that are: whole numbers, so that they are exactly so."""
    a, b = (int(v) for v in rng.choice(np.arange(1, 9), 2, replace=False))
    shift = rng.integers(-9, 10, size=2).astype(float)
    cross = numbers([1, 0], [0, 1], [-1, 0], [0, -1], [5, 5]) + shift
    line = numbers([0, 0], [1, 0], [3, 0], [4, 0]) + shift
    at = (numbers([0, 0]) + shift, numbers([2, 0]) + shift)
    return [
        knn_case(cross, np.array([a, b, b, b, a]), at[0], 1, "four rows are equally near, k = 1"),
        knn_case(cross, np.array([b, b, a, a, a]), at[0], 3, "four rows are equally near, k = 3"),
        knn_case(line, np.array([a, b, a, b]), at[1], 2, "one vote each, k = 2"),
        knn_case(line, np.array([b, b, a, a]), at[1], 4, "two votes each, k = 4"),
        *(crowd(rng, shift, a, b, k) for k in (9, 15, 21)),
    ]


def crowd(rng, shift, a, b, k):
    """40 rows are equally near, 24 far. Of the first k near ones the later ones outvote the others
    by one: a quick choice among many, which keeps no order, loses some of them."""
    Xtr, ytr = np.tile(numbers([1, 0], [0, 1], [-1, 0], [0, -1]), (16, 1)), np.full(64, b)
    Xtr[rng.permutation(64)[:24]] = 3
    near = np.flatnonzero(Xtr.max(axis=1) < 3)
    ytr[near[k // 2 : k]] = a
    at = np.zeros((1, 2)) + shift
    return knn_case(Xtr + shift, ytr, at, k, f"40 rows are equally near, k = {k}")


def everybody_votes(rng):
    """Three votes each, so that the smaller label wins; without the last row it would not."""
    a, b = sorted(int(v) for v in rng.choice(9, 2, replace=False))
    Xtr = np.arange(6.0)[:, np.newaxis] + rng.uniform(0, 0.5, size=(6, 1))
    ytr, X = np.array([a, b, a, b, b, a]), -rng.uniform(1, 9, size=(3, 1))
    return [knn_case(Xtr, ytr, X, k, f"N = 6, k = {k}") for k in (6, 7, 50)]


knn_predict = Exercise(
    function="knn_predict",
    assignment=ASSIGNMENT,
    truth=truth.knn_predict,
    arguments=("Xtr", "ytr", "X", "k"),
    results=("labels",),
    axes={"labels": "n"},
    parts=(
        PartSpec("by_hand", "a few points on a map", 4, True, neighbours_by_hand),
        PartSpec("random", "random rows", 2, True, neighbours_at_random),
        PartSpec("more", "other sizes, one row", 2, False, more_neighbours),
        PartSpec("ties", "ties", 1, False, ties),
        PartSpec("all", "k as large as N, and larger", 1, False, everybody_votes),
        PartSpec("unchanged", "changes nothing it is given", 1, False, more_neighbours,
                 rule="unchanged"),
    ),
)  # fmt: skip


# --- stump_fit ---------------------------------------------------------------------------------


def stump_case(X, y, note):
    return Case((X, np.array(y)), {"N": len(y), "D": X.shape[1]}, note)


def errors_of(X, y) -> np.ndarray:
    """The numbers of errors of all questions that can be asked, sorted."""
    found = []
    for column in X.T:
        for value in np.unique(column)[:-1]:
            low = column <= value
            wrong = [len(side) - np.bincount(side).max() for side in (y[low], y[~low])]
            found.append(sum(wrong))
    return np.sort(found)


def clear_case(rng, N, D, K, note, scale=1.0, shift=0.0):
    """Drawn until one question is better than all others, though not perfect, and says two things.

    The column that matters is never the first, so that nobody is right by asking about that.
    """
    for _ in range(1000):
        X = rng.normal(size=(N, D))
        best = int(rng.integers(1, D))
        cut = rng.uniform(-0.5, 0.5)
        left, right = rng.choice(K, 2, replace=False)
        y = np.where(X[:, best] < cut, left, right)
        some = rng.choice(N, max(2, N // 6), replace=False)
        y[some] = rng.integers(0, K, len(some))
        errors = errors_of(X, y)
        if 0 < errors[0] < errors[1]:
            return stump_case(scale * X + shift, y, note)
    raise AssertionError("No data with one best question.")


def questions_by_hand(rng):
    # Both columns leave two errors, the second with a purer side: who goes by purity takes that.
    tempting = numbers([1, 1], [2, 3], [3, 2], [4, 5], [5, 4], [6, 6], [7, 7], [8, 8])
    return [
        stump_case(numbers([1], [2], [3], [4]), [0, 0, 1, 1], "one column: 1 2 | 3 4"),
        stump_case(numbers([4], [1], [8], [2]), [0, 1, 0, 1], "one column, not sorted"),
        stump_case(
            numbers([5, 10], [1, 20], [4, 50], [2, 60]), [0, 0, 1, 1], "the second column matters"
        ),
        stump_case(numbers([1], [2], [3], [4], [5]), [2, 2, 1, 2, 1], "one error is left"),
        stump_case(tempting, [0, 1, 0, 0, 1, 1, 0, 1], "two columns, eight rows"),
    ]


def questions_at_random(rng):
    return [
        clear_case(rng, 14, 3, 2, "14 random rows, two labels"),
        clear_case(rng, 18, 4, 3, "18 random rows, three labels"),
    ]


def more_questions(rng):
    return [
        clear_case(rng, 22, 2, 2, "22 rows", scale=100.0, shift=-50.0),
        clear_case(rng, 20, 3, 4, "20 rows, four labels"),
        clear_case(rng, 15, 3, 2, "small numbers", scale=1e-6),
    ]


def odd_questions(rng):
    a, b = sorted(int(v) for v in rng.choice(9, 2, replace=False))
    whole = rng.permutation([1, 2, 3, 10, 11])[:, np.newaxis]
    return [
        stump_case(numbers([1.0], [4.0]), [b, a], "two rows"),
        stump_case(whole, np.where(whole[:, 0] < 5, a, b), "integers"),
        stump_case(numbers([1, 1], [2, 2], [3, 3]), [a, b, b], "both columns are as good"),
        stump_case(numbers([1], [2], [3]), [a, b, a], "two thresholds are as good"),
        stump_case(numbers([1], [1], [3], [3], [3]), [b, a, b, b, a], "a tie of labels, left"),
        stump_case(numbers([7, 1], [7, 2], [7, 3]), [b, b, a], "a column with one value only"),
    ]


stump_fit = Exercise(
    function="stump_fit",
    assignment=ASSIGNMENT,
    truth=truth.stump_fit,
    arguments=("X", "y"),
    results=("feature", "threshold", "left", "right"),
    parts=(
        PartSpec("by_hand", "tables you can follow by hand", 4, True, questions_by_hand),
        PartSpec("random", "random rows", 2, True, questions_at_random),
        PartSpec("more", "more rows, more labels", 2, False, more_questions),
        PartSpec("odd", "ties, integers, two rows", 1, False, odd_questions),
        PartSpec("unchanged", "changes nothing it is given", 1, False, more_questions,
                 rule="unchanged"),
    ),
)  # fmt: skip


# --- hinge_loss_grad -----------------------------------------------------------------------------


def hinge_case(w, b, X, y, lam, note):
    return Case((w, b, X, y, lam), {"N": len(y), "D": len(w)}, note)


def sides(rng, N):
    """Labels -1 and 1, both of which occur if N is greater than 1."""
    return rng.permutation(np.resize([-1, 1], N)) * int(rng.choice([-1, 1]))


def margin_case(rng, N, D, lam, note, scale=1.0):
    """Drawn until no margin lies near the kink, and some are on either side of it and of 0."""
    for _ in range(1000):
        w, b, X = rng.normal(size=D), float(rng.normal()), scale * rng.normal(size=(N, D))
        y = sides(rng, N)
        margins = y * (X @ w + b)
        sorts = [margins < 0, (margins > 0) & (margins < 1), margins > 1]
        around = N < 3 or scale != 1 or all(sort.any() for sort in sorts)
        if np.abs(margins - 1).min() > KINK and around:
            return hinge_case(w, b, X, y, lam, note)
    raise AssertionError("No margins on all sides of the kink.")


def margins_by_hand(rng):
    w, X = np.array([1.0, -1.0]), numbers([3, 1], [1, 3], [1, 0.5], [0, 1])
    y = np.array([1, -1, 1, 1])  # margins 2, 2, 0.5, -1
    shifted = np.array([-1, -1, 1, 1])
    return [
        hinge_case(w, 0.0, X, y, 0.0, "margins 2, 2, 0.5 and -1, no penalty"),
        hinge_case(w, 0.0, X, y, 0.5, "the same with lam = 0.5: the penalty is 0.5"),
        hinge_case(w, 3.0, X, shifted, 0.0, "b = 3, margins -5, -1, 3.5 and 2"),
    ]


def margins_at_random(rng):
    return [
        margin_case(rng, 7, 3, 0.0, "N = 7, D = 3, no penalty"),
        margin_case(rng, 9, 4, 0.3, "N = 9, D = 4, lam = 0.3"),
    ]


def more_margins(rng):
    lam = round(float(rng.uniform(0.05, 2)), 3)
    N, D = int(rng.integers(10, 20)), int(rng.integers(2, 6))
    return [
        margin_case(rng, N, D, lam, f"N = {N}, D = {D}, lam = {lam}"),
        margin_case(rng, 6, 6, 0.1, "as many columns as rows"),
        margin_case(rng, 12, 1, lam, f"one column, lam = {lam}"),
    ]


def margins_at_the_ends(rng):
    w = rng.normal(size=3)
    X = np.outer(rng.uniform(2, 4, 5), w / (w @ w))  # scores 2 to 4
    ones = np.ones(5, dtype=int)
    return [
        hinge_case(w, 0.0, X, ones, 0.7, "all margins above 1: only the penalty is left"),
        hinge_case(w, 0.0, X, -ones, 0.0, "all margins below 0"),
        margin_case(rng, 1, 3, 0.2, "one example"),
        margin_case(rng, 8, 2, 0.2, "huge numbers", scale=1e6),
    ]


hinge_loss_grad = Exercise(
    function="hinge_loss_grad",
    assignment=ASSIGNMENT,
    truth=truth.hinge_loss_grad,
    arguments=("w", "b", "X", "y", "lam"),
    results=("loss", "dw", "db"),
    axes={"dw": "D"},
    floor=0.1,  # slopes are of order 1; one that nearly cancels keeps few digits in float32
    parts=(
        PartSpec("loss", "the loss, by hand", 2, True, margins_by_hand, ("loss",)),
        PartSpec("slopes", "dw and db, by hand", 2, True, margins_by_hand, ("dw", "db")),
        PartSpec("random", "random rows", 2, True, margins_at_random),
        PartSpec("more", "other sizes", 2, False, more_margins),
        PartSpec("ends", "far from the margin, one example", 2, False, margins_at_the_ends),
        PartSpec("unchanged", "changes nothing it is given", 1, False, more_margins,
                 rule="unchanged"),
    ),
)  # fmt: skip

EXERCISES = (knn_predict, stump_fit, hinge_loss_grad)
