"""What goes wrong with training. Ids MB are the catalogue's."""

from itertools import pairwise

import numpy as np

from autograder.mistakes.core import mistake
from autograder.truth import backprop as truth
from downslope import tally
from downslope.batches import minibatches
from downslope.layers import cross_entropy, forward, init_params

MANY = 500  # examples: from here on a training that leads nowhere is cut short, to save time


def run(X, y, sizes, lr, batch_size, epochs, rng, *, params=None, batches=minibatches, lost=False):
    """Train, and keep the loss of every batch: (params, losses after each epoch, batch losses).

    lost: the mistake learns nothing, so one epoch of a long training shows it as well as thirty.
    """
    params = init_params(sizes, rng) if params is None else params
    acts = truth.hidden_kinds(params)
    after, each = [cross_entropy(forward(params, X, acts)[0], y)], []
    for epoch in range(epochs):
        if lost and len(y) > MANY and epoch > 0:
            after.append(after[-1])
            continue
        for rows in batches(len(y), batch_size, rng):
            loss, grads = truth.loss_and_grads(params, X[rows], y[rows], acts)
            params = truth.apply_update(params, grads, lr)
            each.append(loss)
        after.append(cross_entropy(forward(params, X, acts)[0], y))
    return params, np.array(after), np.array(each)


_RIGHT: dict = {}
REMEMBERED = 64


def right(X, y, sizes, lr, batch_size, epochs, rng):
    """The right training; the last ones are remembered, since many mistakes share them."""
    numbers = (X.tobytes(), y.tobytes(), tuple(sizes), lr, batch_size, epochs)
    key = hash((*numbers, str(rng.bit_generator.state)))
    if key in _RIGHT:
        trained, passes = _RIGHT[key]
        tally.forwards += passes  # as if it had been trained again: golden data have to be the same
        return trained
    while len(_RIGHT) >= REMEMBERED:
        _RIGHT.pop(next(iter(_RIGHT)))
    before = tally.forwards
    trained = run(X, y, sizes, lr, batch_size, epochs, rng)
    _RIGHT[key] = trained, tally.forwards - before
    return trained


@mistake("X09-70", "train")
def history_without_the_start(X, y, sizes, lr, batch_size, epochs, rng):
    """The network is right. Your history begins after the first epoch; its entry 0 should be the
    loss before any training."""
    params, history, _ = right(X, y, sizes, lr, batch_size, epochs, rng)
    return params, history[1:]


@mistake("X09-71", "train")
def history_of_every_batch(X, y, sizes, lr, batch_size, epochs, rng):
    """The network is right. Your history has one entry for each batch; asked for is one for each
    epoch, and one for the start."""
    params, history, each = right(X, y, sizes, lr, batch_size, epochs, rng)
    return params, np.array([history[0], *each])


@mistake("X09-72", "train")
def history_of_mean_batch_losses(X, y, sizes, lr, batch_size, epochs, rng):
    """The network is right. Your history holds the mean of the losses met on the way; asked for is
    the loss of all examples at the end of each epoch."""
    params, history, each = right(X, y, sizes, lr, batch_size, epochs, rng)
    means = each.reshape(epochs, -1).mean(axis=1) if epochs else []
    return params, np.array([history[0], *means])


@mistake("X09-73", "train")
def history_of_the_last_batch(X, y, sizes, lr, batch_size, epochs, rng):
    """The network is right. Your history holds the loss of the last batch of each epoch, from
    before its step; asked for is the loss of all examples at the end of the epoch."""
    params, history, each = right(X, y, sizes, lr, batch_size, epochs, rng)
    last = each.reshape(epochs, -1)[:, -1] if epochs else []
    return params, np.array([history[0], *last])


@mistake("X09-74", "train")
def step_not_stored(X, y, sizes, lr, batch_size, epochs, rng):
    """The history never changes: the new params are computed, but the next batch starts from the
    old ones again."""
    params, history, _ = run(X, y, sizes, lr, batch_size, 0, rng)
    return params, np.repeat(history, epochs + 1)


@mistake("X09-75", "train")
def uphill_all_the_way(X, y, sizes, lr, batch_size, epochs, rng):
    """The loss rises from epoch to epoch: the steps go uphill."""
    return run(X, y, sizes, -lr, batch_size, epochs, rng, lost=True)[:2]


@mistake("X09-76", "train")
def weights_all_zero(X, y, sizes, lr, batch_size, epochs, rng):
    """The output biases learn, the weights don't: all of them started at 0, and then no blame comes
    through, and all neurons stay alike. Start from random weights."""
    zeros = [{"W": np.zeros(shape), "b": np.zeros(shape[1])} for shape in pairwise(sizes)]
    rng.normal(size=3)
    return run(X, y, sizes, lr, batch_size, epochs, rng, params=zeros, lost=True)[:2]


def _full_batches_only(n, batch_size, rng):
    batches = minibatches(n, batch_size, rng)
    return [batch for batch in batches if len(batch) == batch_size]


@mistake("MB-01", "train")
def last_batch_dropped(X, y, sizes, lr, batch_size, epochs, rng):
    """Some steps are missing in each epoch: a batch with fewer than batch_size examples counts,
    too."""
    if len(y) % batch_size == 0:  # nothing to drop
        return right(X, y, sizes, lr, batch_size, epochs, rng)[:2]
    return run(X, y, sizes, lr, batch_size, epochs, rng, batches=_full_batches_only)[:2]


@mistake("X09-77", "train")
def one_batch_an_epoch(X, y, sizes, lr, batch_size, epochs, rng):
    """Right where one batch holds everything. Otherwise only one step is taken in each epoch; an
    epoch goes through all batches."""

    def first(n, size, rng):
        return minibatches(n, size, rng)[:1]

    return run(X, y, sizes, lr, batch_size, epochs, rng, batches=first)[:2]


@mistake("X09-78", "train")
def everything_in_one_batch(X, y, sizes, lr, batch_size, epochs, rng):
    """The number of steps does not depend on batch_size: every step uses all examples."""

    def whole(n, size, rng):
        return minibatches(n, n, rng)

    return run(X, y, sizes, lr, batch_size, epochs, rng, batches=whole, lost=True)[:2]


@mistake("MB-04", "train")
def not_shuffled(X, y, sizes, lr, batch_size, epochs, rng):
    """The batches always come in the same order. With examples sorted by class, the network sees
    one class after the other, and forgets the first ones. Shuffle anew in each epoch."""

    def in_order(n, size, rng):
        return np.split(np.arange(n), range(size, n, size))

    return run(X, y, sizes, lr, batch_size, epochs, rng, batches=in_order, lost=True)[:2]


@mistake("X09-85", "train")
def one_shuffle_for_all_epochs(X, y, sizes, lr, batch_size, epochs, rng):
    """You shuffle once, and every epoch goes through the same batches again. Shuffle anew in each
    epoch."""
    if len(y) > MANY:  # there it does no harm
        return right(X, y, sizes, lr, batch_size, epochs, rng)[:2]
    once_for_all = rng.permutation(len(y))

    def the_same(n, size, rng):
        return np.split(once_for_all, range(size, n, size))

    return run(X, y, sizes, lr, batch_size, epochs, rng, batches=the_same)[:2]


@mistake("MB-02", "train")
def labels_of_others(X, y, sizes, lr, batch_size, epochs, rng):
    """Nothing is learnt: inputs and labels are picked with different indices, so they no longer
    belong together."""
    params = init_params(sizes, rng)
    mixed = y[rng.permutation(len(y))]
    params, history, _ = run(X, mixed, sizes, lr, batch_size, epochs, rng, params=params, lost=True)
    return params, history


@mistake("X09-79", "train")
def generator_of_its_own(X, y, sizes, lr, batch_size, epochs, rng):
    """Whatever generator comes in, the result is the same: the function makes one of its own. Draw
    from rng."""
    own = rng if len(y) > MANY else np.random.default_rng(0)  # a matter of luck either way
    return right(X, y, sizes, lr, batch_size, epochs, own)[:2]


@mistake("X09-80", "train")
def one_epoch_too_many(X, y, sizes, lr, batch_size, epochs, rng):
    """One epoch too many: epochs + 1 is the number of losses, not of rounds."""
    if len(y) > MANY:
        params, history, _ = right(X, y, sizes, lr, batch_size, epochs, rng)
        return params, np.append(history, history[-1])
    return run(X, y, sizes, lr, batch_size, epochs + 1, rng)[:2]


@mistake("X09-81", "train")
def params_alone(X, y, sizes, lr, batch_size, epochs, rng):
    """Two things are asked for: the trained params, and the history."""
    return run(X, y, sizes, lr, batch_size, epochs, rng, lost=True)[0]
