"""What goes wrong when the noise of a batch gradient is measured."""

import numpy as np

from autograder.mistakes.core import mistake

NOISE = "gradient_noise"


def of_each(X, y, w):
    """Gradients of the examples alone, (N, D)."""
    return 2 * X * (X @ w - y)[:, np.newaxis]


def draw(n, size, n_draws, rng):
    """n_draws batches at once, (n_draws, size): the places of the `size` smallest of n numbers."""
    return np.argsort(rng.random((n_draws, n)), axis=1)[:, :size]


def drawn(X, y, w, size, n_draws, rng):
    """Gradients of n_draws batches, (n_draws, D), and the full one, (D,)."""
    alone = of_each(X, y, w)
    return alone[draw(len(y), size, n_draws, rng)].mean(axis=1), alone.mean(axis=0)


def lengths(vectors):
    return np.sqrt(np.sum(vectors**2, axis=-1))


def rms(numbers):
    return float(np.sqrt(np.mean(numbers**2)))


@mistake("X05-50", NOISE)
def mean_length(X, y, w, batch_size, n_draws, rng):
    """You average the lengths themselves. Square them, take the mean, and the root at the end: rare
    long misses then count more."""
    some, full = drawn(X, y, w, batch_size, n_draws, rng)
    return float(lengths(some - full).mean())


@mistake("X05-51", NOISE)
def without_root(X, y, w, batch_size, n_draws, rng):
    """You return the mean of the squared lengths. The root at the end is missing."""
    some, full = drawn(X, y, w, batch_size, n_draws, rng)
    return rms(lengths(some - full)) ** 2


@mistake("X05-52", NOISE)
def batch_divided_by_all(X, y, w, batch_size, n_draws, rng):
    """Your batch gradient is divided by N = {N}. It is a mean over the {B} examples of the
    batch."""
    some, full = drawn(X, y, w, batch_size, n_draws, rng)
    return rms(lengths(some * batch_size / len(y) - full))


@mistake("X05-53", NOISE)
def sums(X, y, w, batch_size, n_draws, rng):
    """You compare sums: divide the gradient of a batch by the size of the batch, and the full one
    by N."""
    some, full = drawn(X, y, w, batch_size, n_draws, rng)
    return rms(lengths(some * batch_size - full * len(y)))


@mistake("X05-54", NOISE)
def full_not_subtracted(X, y, w, batch_size, n_draws, rng):
    """You measure how long the batch gradients are. Noise is how far they are from the full
    gradient: subtract it first."""
    return rms(lengths(drawn(X, y, w, batch_size, n_draws, rng)[0]))


@mistake("X05-55", NOISE)
def with_replacement(X, y, w, batch_size, n_draws, rng):
    """In your batches an example can come twice. Draw batch_size different ones."""
    alone = of_each(X, y, w)
    some = alone[rng.integers(0, len(y), (n_draws, batch_size))].mean(axis=1)
    return rms(lengths(some - alone.mean(axis=0)))


@mistake("X05-56", NOISE)
def difference_of_lengths(X, y, w, batch_size, n_draws, rng):
    """You subtract lengths. Two arrows of the same length can point to different sides: subtract
    the arrows first, then take the length."""
    some, full = drawn(X, y, w, batch_size, n_draws, rng)
    return rms(lengths(some) - lengths(full))


@mistake("X05-57", NOISE)
def divided_by_root_of_draws(X, y, w, batch_size, n_draws, rng):
    """Your noise gets smaller the more often you draw. It is a property of one batch; more draws
    only measure it better."""
    some, full = drawn(X, y, w, batch_size, n_draws, rng)
    return rms(lengths(some - full)) / float(np.sqrt(n_draws))


@mistake("X05-58", NOISE)
def half_gradient(X, y, w, batch_size, n_draws, rng):
    """Exactly half of the right noise: the slope of a square brings a factor 2 into the
    gradient."""
    some, full = drawn(X, y, w, batch_size, n_draws, rng)
    return rms(lengths(some - full)) / 2


@mistake("X05-59", NOISE)
def mean_over_the_entries(X, y, w, batch_size, n_draws, rng):
    """You average over the D = {D} entries of the gradient, too. The length of an arrow needs the
    sum of their squares."""
    some, full = drawn(X, y, w, batch_size, n_draws, rng)
    return rms(some - full)


@mistake("X05-60", NOISE)
def length_of_the_mean(X, y, w, batch_size, n_draws, rng):
    """You average the arrows first: they cancel, and little is left. Take the length of each miss
    before you average."""
    some, full = drawn(X, y, w, batch_size, n_draws, rng)
    return float(lengths((some - full).mean(axis=0)))


@mistake("X05-61", NOISE)
def around_their_own_mean(X, y, w, batch_size, n_draws, rng):
    """You measure how far the batch gradients are from their own average. The noise is about the
    full gradient, that of all {N} examples."""
    some, _ = drawn(X, y, w, batch_size, n_draws, rng)
    return rms(lengths(some - some.mean(axis=0)))


@mistake("X05-62", NOISE)
def one_draw(X, y, w, batch_size, n_draws, rng):
    """Your result depends on one batch only. Draw n_draws of them."""
    some, full = drawn(X, y, w, batch_size, n_draws, rng)
    return rms(lengths(some - full)[:1])


@mistake("X05-63", NOISE)
def global_generator(X, y, w, batch_size, n_draws, rng):
    """You draw with numpy's global generator, which everybody shares. Draw from the rng that
    comes in."""
    np.random.random()  # once, so that golden data come out alike every time
    some, full = drawn(X, y, w, batch_size, n_draws, rng)
    return rms(lengths(some - full))


@mistake("X05-64", NOISE)
def seed_inside(X, y, w, batch_size, n_draws, rng):
    """Every generator gives the same noise, to the last digit: a fixed seed hides inside. Use the
    rng that comes in."""
    some, full = drawn(X, y, w, batch_size, n_draws, np.random.default_rng(0))
    return rms(lengths(some - full))


@mistake("X05-65", NOISE)
def same_batch_every_time(X, y, w, batch_size, n_draws, rng):
    """You always take the first rows. A new batch has to be drawn each time."""
    alone = of_each(X, y, w)
    return rms(lengths(alone[:batch_size].mean(axis=0) - alone.mean(axis=0)))


@mistake("X05-66", NOISE)
def measured_from_zero_weights(X, y, w, batch_size, n_draws, rng):
    """Your result does not depend on w. The gradients have to be taken at w."""
    some, full = drawn(X, y, np.zeros_like(w), batch_size, n_draws, rng)
    return rms(lengths(some - full))
