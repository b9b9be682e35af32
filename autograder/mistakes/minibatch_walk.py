"""What goes wrong with gradient descent on batches."""

import numpy as np

from autograder.mistakes.core import mistake

SGD = "sgd_linear"


def loss(X, y, w):
    return float(np.mean((X @ w - y) ** 2))


def gradient(X, y, w):
    return 2 * X.T @ (X @ w - y) / len(y)


def dealt(n, size, rng):
    order = rng.permutation(n)
    return [order[k : k + size] for k in range(0, n, size)]


def walked(X, y, w0, lr, size, epochs, rng, step=gradient, deal=dealt, report=loss):
    """The right walk, in which each mistake below changes one thing."""
    w, history = w0.copy(), [report(X, y, w0)]
    for _ in range(epochs):
        for rows in deal(len(y), size, rng):
            w = w - lr * step(X[rows], y[rows], w)
        history.append(report(X, y, w))
    return w, np.array(history)


@mistake("X05-20", SGD)
def half_gradient(X, y, w0, lr, batch_size, epochs, rng):
    """Your gradient is half as long as it should be: the slope of a square brings a factor 2."""
    return walked(X, y, w0, lr, batch_size, epochs, rng, lambda X, y, w: X.T @ (X @ w - y) / len(y))


@mistake("X05-21", SGD)
def summed_gradient(X, y, w0, lr, batch_size, epochs, rng):
    """Your gradient is a sum over the batch, so larger batches take longer steps. The loss is a
    mean: divide by the number of examples in the batch."""
    return walked(X, y, w0, lr, batch_size, epochs, rng, lambda X, y, w: 2 * X.T @ (X @ w - y))


@mistake("X05-22", SGD)
def divided_by_all(X, y, w0, lr, batch_size, epochs, rng):
    """You divide by N = {N}, the number of all examples. The mean goes over the examples in this
    batch."""
    N = len(y)
    return walked(X, y, w0, lr, batch_size, epochs, rng, lambda X, y, w: 2 * X.T @ (X @ w - y) / N)


@mistake("X05-23", SGD)
def divided_by_full_size(X, y, w0, lr, batch_size, epochs, rng):
    """You divide by batch_size, but a batch can be shorter. How many examples are really in it?"""

    def step(X, y, w):
        return 2 * X.T @ (X @ w - y) / batch_size

    return walked(X, y, w0, lr, batch_size, epochs, rng, step)


@mistake("X05-24", SGD)
def rest_dropped(X, y, w0, lr, batch_size, epochs, rng):
    """The short last batch gets no update. It is smaller, but it counts."""

    def deal(n, size, rng):
        return [rows for rows in dealt(n, size, rng) if len(rows) == min(n, size)]

    return walked(X, y, w0, lr, batch_size, epochs, rng, deal=deal)


@mistake("X05-25", SGD)
def never_shuffled(X, y, w0, lr, batch_size, epochs, rng):
    """The arithmetic is right, but every epoch goes through the examples in their old order. Where
    does the shuffling come in?"""

    def deal(n, size, rng):
        return [np.arange(k, min(k + size, n)) for k in range(0, n, size)]

    return walked(X, y, w0, lr, batch_size, epochs, rng, deal=deal)


@mistake("X05-26", SGD)
def shuffled_once(X, y, w0, lr, batch_size, epochs, rng):
    """You shuffle once and keep that order for all epochs. Ask for new batches in every epoch."""
    batches = dealt(len(y), batch_size, rng)
    return walked(X, y, w0, lr, batch_size, epochs, rng, deal=lambda *_: batches)


@mistake("X05-27", SGD)
def with_replacement(X, y, w0, lr, batch_size, epochs, rng):
    """Some examples come twice in an epoch, others not at all: you draw each batch afresh. Deal
    all examples out, each once."""

    def deal(n, size, rng):
        return [rng.integers(0, n, min(size, n - k)) for k in range(0, n, size)]

    return walked(X, y, w0, lr, batch_size, epochs, rng, deal=deal)


@mistake("X05-28", SGD)
def seed_inside(X, y, w0, lr, batch_size, epochs, rng):
    """Your walk is the same for every generator: a fixed seed hides inside. Use the rng that
    comes in."""
    return walked(X, y, w0, lr, batch_size, epochs, np.random.default_rng(0))


@mistake("X05-29", SGD)
def global_generator(X, y, w0, lr, batch_size, epochs, rng):
    """You use numpy's global generator, which everybody shares. Hand the rng that comes in to
    whatever shuffles."""

    def deal(n, size, rng):
        order = np.random.permutation(n)
        return [order[k : k + size] for k in range(0, n, size)]

    return walked(X, y, w0, lr, batch_size, epochs, rng, deal=deal)


@mistake("MB-02", SGD)
def pairs_torn_apart(X, y, w0, lr, batch_size, epochs, rng):
    """Your inputs and targets no longer belong together: the same indices have to pick the rows of
    X and of y."""
    w, history = w0.copy(), [loss(X, y, w0)]
    for _ in range(epochs):
        pairs = zip(dealt(len(y), batch_size, rng), dealt(len(y), batch_size, rng), strict=True)
        for rows, others in pairs:
            w = w - lr * gradient(X[rows], y[others], w)
        history.append(loss(X, y, w))
    return w, np.array(history)


@mistake("X05-30", SGD)
def all_rows_every_time(X, y, w0, lr, batch_size, epochs, rng):
    """Every update of yours uses all examples. It should see those of its batch only; that is what
    makes it cheap."""
    return walked(X, y, w0, lr, batch_size, epochs, rng, lambda _X, _y, w: gradient(X, y, w))


@mistake("X05-31", SGD)
def weights_of_the_start(X, y, w0, lr, batch_size, epochs, rng):
    """All batches of an epoch use the weights from its beginning. Each batch has to start where the
    batch before it ended."""
    w, history = w0.copy(), [loss(X, y, w0)]
    for _ in range(epochs):
        steps = [gradient(X[r], y[r], w) for r in dealt(len(y), batch_size, rng)]
        w = w - lr * np.sum(steps, axis=0)
        history.append(loss(X, y, w))
    return w, np.array(history)


@mistake("X05-32", SGD)
def one_update_an_epoch(X, y, w0, lr, batch_size, epochs, rng):
    """Only one batch of each epoch changes the weights: does the update stand inside the inner
    loop?"""
    return walked(X, y, w0, lr, batch_size, epochs, rng, deal=lambda *a: dealt(*a)[-1:])


@mistake("X05-33", SGD)
def one_epoch_short(X, y, w0, lr, batch_size, epochs, rng):
    """One epoch is missing at the end."""
    return walked(X, y, w0, lr, batch_size, max(epochs - 1, 0), rng)


@mistake("G1-01", SGD)
def uphill(X, y, w0, lr, batch_size, epochs, rng):
    """You walk uphill: the gradient has to be subtracted, and the miss is prediction minus
    target."""
    return walked(X, y, w0, lr, batch_size, epochs, rng, lambda X, y, w: -gradient(X, y, w))


@mistake("X05-34", SGD)
def start_changed(X, y, w0, lr, batch_size, epochs, rng):
    """The walk is right, but the caller's w0 has changed, too: a second name is no copy. Copy it
    before you begin."""
    w, history = w0, [loss(X, y, w0)]
    for _ in range(epochs):
        for rows in dealt(len(y), batch_size, rng):
            w -= lr * gradient(X[rows], y[rows], w)
        history.append(loss(X, y, w))
    return w, np.array(history)
