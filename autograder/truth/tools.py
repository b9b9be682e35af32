"""Other tools than networks, a fair comparison of tools, and a reader of digits (14).

X (N, D), one example a row; labels y (N,) int, 0 to K - 1, but -1 and 1 for the hinge loss.
"""

import time

import numpy as np

from downslope.backprop import loss_and_grads
from downslope.batches import minibatches
from downslope.layers import cross_entropy, forward, init_params
from downslope.splitting import split


def knn_predict(Xtr, ytr, X, k):
    """For each row of X (n, D) the label that most of its k nearest rows of Xtr have: (n,) int.

    Ties of votes go to the smallest label, ties of distances to the earlier row. All rows vote
    if k is greater than N.
    """
    answers = np.zeros(len(X), dtype=np.int64)
    for i, x in enumerate(X):
        squared = np.sum((Xtr - x) ** 2, axis=1)  # (N,)
        nearest = np.argsort(squared, kind="stable")[:k]
        answers[i] = np.bincount(ytr[nearest]).argmax()
    return answers


def stump_fit(X, y):
    """The one question, X[:, feature] <= threshold?, with the fewest errors on y.

    Thresholds lie half-way between neighbouring values. left, right: the most frequent label on
    either side. Ties go to the first feature, the smallest threshold and the smallest label.
    """
    best, fewest = None, len(y) + 1
    for feature in range(X.shape[1]):
        values = np.unique(X[:, feature])
        for threshold in (values[:-1] + values[1:]) / 2:
            low = X[:, feature] <= threshold
            left, right = np.bincount(y[low]).argmax(), np.bincount(y[~low]).argmax()
            errors = np.sum(np.where(low, left, right) != y)
            if errors < fewest:
                best, fewest = (feature, float(threshold), int(left), int(right)), errors
    return best


def hinge_loss_grad(w, b, X, y, lam):
    """L = 1/N Σ max(0, 1 - y (X w + b)) + lam/2 Σ w², and dL/dw (D,), dL/db.

    An example with a margin below 1 adds -y x / N to dw and -y / N to db. At exactly 1, where
    there is a kink, it adds nothing.
    """
    margins = y * (X @ w + b)
    short = margins.real < 1  # .real: complex numbers come in when the gradient is certified
    loss = np.sum(np.where(short, 1 - margins, 0)) / len(y) + lam / 2 * np.sum(w * w)
    blame = -np.where(short, y, 0) / len(y)  # (N,), dL/d score
    return loss, blame @ X + lam * w, np.sum(blame)


def compare(models, data, rng):
    """table[name][dataset] = (share right in training, share right in the test, seconds).

    One split a data set, the same for all models; columns are shifted and scaled by the mean and
    the spread of the training rows alone. A column without any spread is only shifted.
    """
    table = {name: {} for name in models}
    for dataset, (X, y) in data.items():
        Xtr, ytr, Xte, yte = split(X, y, 0.25, rng)
        mean, spread = Xtr.mean(axis=0), Xtr.std(axis=0)
        spread = np.where(spread == 0, 1.0, spread)
        Xtr, Xte = (Xtr - mean) / spread, (Xte - mean) / spread
        for name, model in models.items():
            start = time.perf_counter()
            train = float(np.mean(model(Xtr, ytr, Xtr) == ytr))
            test = float(np.mean(model(Xtr, ytr, Xte) == yte))
            table[name][dataset] = (train, test, time.perf_counter() - start)
    return table


def best_columns(X, y, train, n_keep):
    """The n_keep columns whose means differ most between the labels 0 and 1, in training: sorted.

    train (N,) bool: the rows that may be looked at.
    """
    X, y = X[train], y[train]
    gap = np.abs(X[y == 1].mean(axis=0) - X[y == 0].mean(axis=0))
    return np.sort(np.argsort(-gap, kind="stable")[:n_keep])


def fit_digits(Xtr, ytr, Xva, yva, rng):
    """Train [D, 64, K] with relu, momentum and L2; return predict(X) of the best epoch on Xva.

    All columns have one unit, so one mean and one spread (of Xtr) bring them to one scale.
    """
    mean, spread = Xtr.mean(), Xtr.std()

    def logits(params, X):
        return forward(params, (X - mean) / spread, ["relu"])[0]

    params = init_params([Xtr.shape[1], 64, int(ytr.max()) + 1], rng)
    speed = [{key: np.zeros_like(layer[key]) for key in layer} for layer in params]
    best, lowest = params, np.inf
    for _ in range(20):
        for rows in minibatches(len(ytr), 64, rng):
            A = (Xtr[rows] - mean) / spread
            _, grads = loss_and_grads(params, A, ytr[rows], ["relu"], l2=3e-3)
            speed = [{k: 0.9 * v[k] + g[k] for k in v} for v, g in zip(speed, grads, strict=True)]
            params = [
                {k: p[k] - 0.05 * v[k] for k in p} for p, v in zip(params, speed, strict=True)
            ]
        loss = cross_entropy(logits(params, Xva), yva)
        if loss < lowest:
            best, lowest = params, loss
    return lambda X: logits(best, X).argmax(axis=1)
