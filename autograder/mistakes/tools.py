"""What goes wrong with neighbours, and with one question."""

from itertools import pairwise

import numpy as np

from autograder.mistakes.core import mistake


def squares(Xtr, x):
    return np.sum((Xtr - x) ** 2, axis=1)


def knn(Xtr, ytr, X, k, *, far=squares, pick=None, vote=None):
    """The right way, with one thing changed."""
    pick = pick or (lambda order, k: order[:k])
    vote = vote or (lambda labels: np.bincount(labels).argmax())
    rows = [pick(np.argsort(far(Xtr, x), kind="stable"), k) for x in X]
    return np.array([vote(ytr[r]) for r in rows])


@mistake("X14-01", "knn_predict")
def farthest(Xtr, ytr, X, k):
    """Your {k} rows are the farthest ones. Which end of the sorted distances is near?"""
    return knn(Xtr, ytr, X, k, pick=lambda order, k: order[::-1][:k])


@mistake("X14-02", "knn_predict")
def the_nearest_alone(Xtr, ytr, X, k):
    """Only the nearest row decides, whatever k is. Let k rows vote."""
    return knn(Xtr, ytr, X, 1)


@mistake("X14-03", "knn_predict")
def along_the_streets(Xtr, ytr, X, k):
    """You add up the differences without their signs: that is the way along streets. Take the
    straight line: differences are squared before they are added."""
    return knn(Xtr, ytr, X, k, far=lambda A, x: np.abs(A - x).sum(axis=1))


@mistake("X14-04", "knn_predict")
def differences_cancel(Xtr, ytr, X, k):
    """You add up plain differences, so that one to the left and one to the right cancel. Distances
    must not be negative."""
    return knn(Xtr, ytr, X, k, far=lambda A, x: np.sum(A - x, axis=1))


@mistake("X14-05", "knn_predict")
def one_neighbour_too_many(Xtr, ytr, X, k):
    """One row too many has a vote: with k = {k} you let one more decide."""
    return knn(Xtr, ytr, X, k + 1)


@mistake("X14-06", "knn_predict")
def itself_left_out(Xtr, ytr, X, k):
    """You leave out the nearest row. Perhaps you took it for the point itself; but the points that
    are asked about are others."""
    return knn(Xtr, ytr, X, k, pick=lambda order, k: order[1 : k + 1])


@mistake("X14-07", "knn_predict")
def everybody(Xtr, ytr, X, k):
    """All training rows vote, so every point gets the same label. Take the k nearest rows only."""
    return knn(Xtr, ytr, X, len(ytr))


@mistake("X14-08", "knn_predict")
def mean_of_labels(Xtr, ytr, X, k):
    """You take the mean of the labels. A label is a name: between 1 and 3 there is no 2. Count
    votes."""
    return knn(Xtr, ytr, X, k, vote=np.mean)


@mistake("X14-09", "knn_predict")
def how_many_votes(Xtr, ytr, X, k):
    """You return how many votes the winner has. Asked for is the label that has them."""
    return knn(Xtr, ytr, X, k, vote=lambda labels: np.bincount(labels).max())


@mistake("X14-10", "knn_predict")
def row_numbers(Xtr, ytr, X, k):
    """Your answers are numbers of training rows. Look up the labels of these rows."""
    return knn(Xtr, np.arange(len(ytr)), X, 1)


@mistake("X14-11", "knn_predict")
def largest_label_in_a_tie(Xtr, ytr, X, k):
    """Right, except for ties: if two labels have as many votes, the smaller label is asked for."""
    return knn(
        Xtr, ytr, X, k, vote=lambda v: len(np.bincount(v)) - 1 - np.bincount(v)[::-1].argmax()
    )


@mistake("X14-12", "knn_predict")
def nearest_label_in_a_tie(Xtr, ytr, X, k):
    """Right, except for ties: if two labels have as many votes, you take that of the nearer row.
    The smaller label is asked for."""

    def vote(labels):
        votes = np.bincount(labels)
        return next(label for label in labels if votes[label] == votes.max())

    return knn(Xtr, ytr, X, k, vote=vote)


@mistake("X14-13", "knn_predict")
def never_all_rows(Xtr, ytr, X, k):
    """With k as large as N = {N}, or larger, one row is left without a vote. Then all rows vote."""
    return knn(Xtr, ytr, X, min(k, len(ytr) - 1))


@mistake("X14-14", "knn_predict")
def training_rows_only(Xtr, ytr, X, k):
    """You return labels for the {N} training rows. Asked for are the rows of X."""
    return knn(Xtr, ytr, Xtr, k)


@mistake("X14-15", "knn_predict")
def order_kept_among_few(Xtr, ytr, X, k):
    """Right, except where many rows are equally far: then the earlier ones should be taken, and you
    take others. Ask for an order that leaves equal ones as they are."""

    def far(A, x):
        # as quick ways to sort or choose do: in order up to 16 rows, and beyond that in any order
        return squares(A, x) - 1e-9 * np.arange(len(A)) * (len(A) > 16)

    return knn(Xtr, ytr, X, k, far=far)


# --- stump_fit -----------------------------------------------------------------------------------


def questions(X):
    """All (feature, threshold) that can be asked, in the order of the exercise."""
    for feature in range(X.shape[1]):
        values = np.unique(X[:, feature])
        for threshold in (values[:-1] + values[1:]) / 2:
            yield feature, float(threshold)


def most(labels):
    return int(np.bincount(labels).argmax())


def count(left, right):
    return sum(len(side) - np.bincount(side).max() for side in (left, right))


def gini(left, right):
    return sum(len(s) * (1 - np.sum((np.bincount(s) / len(s)) ** 2)) for s in (left, right))


def stump(X, y, *, badness=count, late=False, asked=None):
    """The right way, with one thing changed."""
    best, lowest = None, np.inf
    for feature, threshold in asked or questions(X):
        low = X[:, feature] <= threshold
        bad = badness(y[low], y[~low])
        if bad < lowest or (late and bad == lowest):
            best, lowest = (feature, threshold, most(y[low]), most(y[~low])), bad
    return best


@mistake("X14-20", "stump_fit")
def thresholds_at_values(X, y):
    """Your threshold is one of the values in the table. Put it half-way to the next larger one."""
    feature, threshold, left, right = stump(X, y)
    return feature, float(X[X[:, feature] <= threshold, feature].max()), left, right


@mistake("X14-21", "stump_fit")
def sides_exchanged(X, y):
    """left and right are exchanged: left belongs to the rows at or below the threshold."""
    feature, threshold, left, right = stump(X, y)
    return feature, threshold, right, left


@mistake("X14-22", "stump_fit")
def first_column_only(X, y):
    """You only ask about the first column. Try all {D}, and keep the best question of all."""
    first = ((f, t) for f, t in questions(X) if f == 0)
    found = stump(X, y, asked=list(first))
    return found or (0, float(X[0, 0]), most(y), most(y))


@mistake("X14-23", "stump_fit")
def small_left_large_right(X, y):
    """You take it for granted that the smaller label lies on the left. Take the most frequent label
    of each side."""

    def bad(left, right):
        return np.sum(left != y.min()) + np.sum(right != y.max())

    feature, threshold, _, _ = stump(X, y, badness=bad)
    return feature, threshold, int(y.min()), int(y.max())


@mistake("X14-24", "stump_fit")
def most_errors(X, y):
    """You keep the question with the most errors."""
    return stump(X, y, badness=lambda left, right: -count(left, right))


@mistake("X14-25", "stump_fit")
def last_of_ties(X, y):
    """Right, except for ties: of questions that are equally good the first one is asked for."""
    return stump(X, y, late=True)


@mistake("X14-26", "stump_fit")
def purity(X, y):
    """You choose by how pure the two sides are, as many libraries do. Here the number of errors
    decides."""
    return stump(X, y, badness=gini)


@mistake("X14-27", "stump_fit")
def errors_of_one_side(X, y):
    """You count the errors on the left side only. Rows above the threshold get a label, too."""
    return stump(X, y, badness=lambda left, right: count(left, left[:1]))


@mistake("X14-28", "stump_fit")
def means_as_thresholds(X, y):
    """Your threshold is the mean of the column. Try every gap between neighbouring values."""
    asked = [(j, float(X[:, j].mean())) for j in range(X.shape[1]) if np.ptp(X[:, j])]
    return stump(X, y, asked=asked)


@mistake("X14-29", "stump_fit")
def last_question(X, y):
    """You return the last question you tried. Remember the best one so far."""
    return stump(X, y, asked=list(questions(X))[-1:])


@mistake("X14-30", "stump_fit")
def every_row_is_neighbour_of_the_next(X, y):
    """You take the middle between rows as they come in the table. Sort the values of the column
    first: neighbours are neighbours in size."""
    asked = [(j, float((a + b) / 2)) for j, column in enumerate(X.T)
             for a, b in pairwise(column)]  # fmt: skip
    asked = [(j, t) for j, t in asked if (X[:, j] <= t).any() and (X[:, j] > t).any()]
    return stump(X, y, asked=asked)
