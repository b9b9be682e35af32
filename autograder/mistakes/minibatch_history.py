"""What goes wrong with the loss curve of a walk with batches: w is right, its history is not."""

import numpy as np

from autograder.mistakes.core import mistake
from autograder.mistakes.minibatch_walk import SGD, dealt, gradient, loss, walked


@mistake("X05-40", SGD)
def without_the_start(X, y, w0, lr, batch_size, epochs, rng):
    """Your history begins after the first epoch. Entry 0 should be the loss before the walk, which
    makes epochs + 1 entries."""
    w, history = walked(X, y, w0, lr, batch_size, epochs, rng)
    return w, history[1:]


@mistake("X05-41", SGD)
def after_every_update(X, y, w0, lr, batch_size, epochs, rng):
    """You note the loss after every update; it is asked for after every epoch only, when all
    batches are through."""
    w, history = w0.copy(), [loss(X, y, w0)]
    for _ in range(epochs):
        for rows in dealt(len(y), batch_size, rng):
            w = w - lr * gradient(X[rows], y[rows], w)
            history.append(loss(X, y, w))
    return w, np.array(history)


@mistake("X05-42", SGD)
def loss_of_the_last_batch(X, y, w0, lr, batch_size, epochs, rng):
    """Your history holds the loss of the last batch, taken before its update. Take the loss of all
    examples, with the weights at the end of the epoch."""
    w, history = w0.copy(), [loss(X, y, w0)]
    for _ in range(epochs):
        for rows in dealt(len(y), batch_size, rng):
            last = loss(X[rows], y[rows], w)
            w = w - lr * gradient(X[rows], y[rows], w)
        history.append(last)
    return w, np.array(history)


@mistake("X05-43", SGD)
def mean_over_the_batches(X, y, w0, lr, batch_size, epochs, rng):
    """Your history holds the average of the losses that you met on the way through an epoch. Take
    the loss of all examples, with the weights at the end of the epoch."""
    w, history = w0.copy(), [loss(X, y, w0)]
    for _ in range(epochs):
        met = []
        for rows in dealt(len(y), batch_size, rng):
            met.append(loss(X[rows], y[rows], w))
            w = w - lr * gradient(X[rows], y[rows], w)
        history.append(np.mean(met))
    return w, np.array(history)


@mistake("X05-44", SGD)
def summed_loss(X, y, w0, lr, batch_size, epochs, rng):
    """The losses in your history are sums over the examples. The loss is a mean: divide by N =
    {N}."""

    def report(X, y, w):
        return float(np.sum((X @ w - y) ** 2))

    return walked(X, y, w0, lr, batch_size, epochs, rng, report=report)


@mistake("X05-45", SGD)
def half_loss(X, y, w0, lr, batch_size, epochs, rng):
    """The losses in your history are half as large as they should be: here the loss is the plain
    mean of the squares."""
    return walked(X, y, w0, lr, batch_size, epochs, rng, report=lambda *a: loss(*a) / 2)


@mistake("X05-46", SGD)
def root_of_the_loss(X, y, w0, lr, batch_size, epochs, rng):
    """The losses in your history are the roots of the right ones: the loss is the mean of the
    squares, without a root."""
    return walked(X, y, w0, lr, batch_size, epochs, rng, report=lambda *a: loss(*a) ** 0.5)


@mistake("X05-47", SGD)
def all_weights(X, y, w0, lr, batch_size, epochs, rng):
    """Your history holds weights. It should hold the loss, one number for each epoch and one for
    the start."""
    w, history = w0.copy(), [w0.copy()]
    for _ in range(epochs):
        for rows in dealt(len(y), batch_size, rng):
            w = w - lr * gradient(X[rows], y[rows], w)
        history.append(w)
    return w, np.array(history)


@mistake("X05-48", SGD)
def weights_only(X, y, w0, lr, batch_size, epochs, rng):
    """Only the weights come back. Return two results, the weights and the history."""
    return walked(X, y, w0, lr, batch_size, epochs, rng)[0]
