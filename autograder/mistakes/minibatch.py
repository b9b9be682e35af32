"""What goes wrong when examples are cut into batches."""

import numpy as np

from autograder.mistakes.core import mistake

BATCHES = ("minibatches", "repaired_minibatches")


def cut(order, size, starts):
    return [order[start : start + size] for start in starts]


@mistake("MB-01", *BATCHES)
def rest_dropped(n, batch_size, rng):
    """With {N} examples and batch_size {B}, some examples never get their turn: the last batch may
    be smaller, but it must not be left out."""
    return cut(rng.permutation(n), batch_size, range(0, n - n % batch_size, batch_size))


@mistake("MB-03", *BATCHES)
def overlapping(n, batch_size, rng):
    """Your second batch begins one example after the first. How far does the start have to
    advance?"""
    return cut(rng.permutation(n), batch_size, range(-(-n // batch_size)))


@mistake("MB-04", *BATCHES)
def not_shuffled(n, batch_size, rng):
    """Your batches always hold the examples in their old order. In sorted data, a batch then sees
    one kind of example only."""
    return cut(np.arange(n), batch_size, range(0, n, batch_size))


@mistake("X05-01", *BATCHES)
def with_replacement(n, batch_size, rng):
    """Some indices come twice and some never: you draw each batch afresh, as if the cards went back
    into the pack. Shuffle all of them once, then deal them out."""
    count = -(-n // batch_size)
    return [rng.integers(0, n, min(batch_size, n - k * batch_size)) for k in range(count)]


@mistake("X05-02", *BATCHES)
def seed_inside(n, batch_size, rng):
    """Your order is the same for every generator: a fixed seed hides inside the function. The
    caller decides about luck, so use the rng that comes in."""
    order = np.random.default_rng(0).permutation(n)
    return cut(order, batch_size, range(0, n, batch_size))


@mistake("X05-03", *BATCHES)
def global_generator(n, batch_size, rng):
    """You shuffle with numpy's global generator, which everybody shares. The same rng then gives
    another order each time; draw from rng instead."""
    order = np.arange(n)
    np.random.shuffle(order)
    return cut(order, batch_size, range(0, n, batch_size))


@mistake("X05-04", *BATCHES)
def own_generator(n, batch_size, rng):
    """Your function makes a generator of its own, so nobody can repeat your run. Draw from the rng
    that comes in."""
    order = np.random.default_rng().permutation(n)
    return cut(order, batch_size, range(0, n, batch_size))


@mistake("X05-05", *BATCHES)
def even_parts(n, batch_size, rng):
    """You spread the examples evenly. Every batch but the last should hold exactly {B}, and the
    last takes what is left."""
    return np.array_split(rng.permutation(n), -(-n // batch_size))


@mistake("X05-06", *BATCHES)
def batch_size_many(n, batch_size, rng):
    """You made batch_size batches. The name means the number of examples in one batch."""
    return np.array_split(rng.permutation(n), min(n, batch_size))


@mistake("X05-07", *BATCHES)
def shuffled_inside(n, batch_size, rng):
    """You cut first and shuffle inside each batch: the same examples stay together for ever. Which
    of the two has to come first?"""
    parts = cut(np.arange(n), batch_size, range(0, n, batch_size))
    return [rng.permutation(part) for part in parts]


@mistake("X05-08", *BATCHES)
def shuffled_blocks(n, batch_size, rng):
    """You shuffle whole batches: their order changes, but the same examples stay together for ever.
    Shuffle the examples, and cut afterwards."""
    parts = cut(np.arange(n), batch_size, range(0, n, batch_size))
    full, rest = parts[: n // batch_size], parts[n // batch_size :]
    return [full[k] for k in rng.permutation(len(full))] + rest


@mistake("X05-09", *BATCHES)
def counted_from_one(n, batch_size, rng):
    """Your indices go from 1 to {N}. Python counts from 0, so the last one is {N} - 1."""
    return cut(1 + rng.permutation(n), batch_size, range(0, n, batch_size))


@mistake("X05-10", *BATCHES)
def empty_batch(n, batch_size, rng):
    """If batch_size divides the number of examples, an empty batch follows at the end. Where should
    the starts stop?"""
    return cut(rng.permutation(n), batch_size, range(0, n + 1, batch_size))


@mistake("X05-11", *BATCHES)
def one_flat_list(n, batch_size, rng):
    """The order is shuffled, but it is still one long list. Cut it into batches."""
    return rng.permutation(n)


@mistake("X05-12", *BATCHES)
def lazy(n, batch_size, rng):
    """A generator (made by yield, or by round brackets) came back. Others will ask for its length
    and go through it twice: return a list."""
    order = rng.permutation(n)
    return (order[start : start + batch_size] for start in range(0, n, batch_size))


@mistake("X05-13", *BATCHES)
def last_dropped(n, batch_size, rng):
    """The last batch is always missing, even where it is full: your starts stop too early."""
    return cut(rng.permutation(n), batch_size, range(0, n - batch_size, batch_size))


@mistake("X05-14", *BATCHES)
def filled_up(n, batch_size, rng):
    """You fill the last batch up with examples that were there already. It may simply be
    shorter."""
    order = rng.permutation(n)
    return list(np.resize(order, (-(-n // batch_size), batch_size)))


@mistake("X05-15", "repaired_minibatches")
def both_bugs(n, batch_size, rng):
    """Both bugs are still in: the last batch is missing, and the order is the same for every
    generator."""
    order = np.random.default_rng(0).permutation(n)
    return cut(order, batch_size, range(0, n - batch_size, batch_size))
