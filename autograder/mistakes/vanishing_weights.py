"""What goes wrong when weights are drawn with the spread of He or of Xavier.

Ids WI are those of the catalogue; X10 are our own.
"""

from itertools import pairwise

import numpy as np

from autograder.mistakes.core import mistake
from autograder.truth import vanishing as truth

BOTH = ("he_init", "xavier_init")


def _he(n_in, n_out):
    return np.sqrt(2 / n_in)


def _xavier(n_in, n_out):
    return np.sqrt(2 / (n_in + n_out))


def _both(id, hint, draw):
    """Register draw(spread, n_in, n_out, rng) for he_init and for xavier_init."""
    for name, spread in zip(BOTH, (_he, _xavier), strict=True):

        def wrong(n_in, n_out, rng, spread=spread):
            return draw(spread(n_in, n_out), n_in, n_out, rng)

        wrong.__doc__ = hint
        mistake(id, name)(wrong)


_both("WI-01",
    "All weights are 0. Then all neurons say the same, and learn the same, for ever.",
    lambda s, a, b, rng: np.zeros((a, b)))  # fmt: skip
_both("WI-02",
    "Random, but one number for the whole layer: its neurons are copies of each other.",
    lambda s, a, b, rng: np.full((a, b), s * rng.normal()))  # fmt: skip
_both("WI-04",
    "The spread is 1, whatever the sizes are. What do you have to multiply by?",
    lambda s, a, b, rng: rng.normal(size=(a, b)))  # fmt: skip
_both("X10-80",
    "Your spread is the square of the right one: the fraction is the VARIANCE, and the spread is "
    "its root.",
    lambda s, a, b, rng: s**2 * rng.normal(size=(a, b)))  # fmt: skip
_both("X10-81",
    "Your weights are spread 1.41 times too little: inside the root stands a 2.",
    lambda s, a, b, rng: s / np.sqrt(2) * rng.normal(size=(a, b)))  # fmt: skip
_both("X10-82",
    "Uniform numbers between −s and s are spread only 0.58 s: most of them are smaller than s. "
    "Draw normal numbers.",
    lambda s, a, b, rng: rng.uniform(-s, s, size=(a, b)))  # fmt: skip
_both("X10-83",
    "All weights are positive: their mean should be 0, so that a neuron may also vote against an "
    "input.",
    lambda s, a, b, rng: s * np.abs(rng.normal(size=(a, b))))  # fmt: skip
_both("X10-84",
    "The shape is (neurons, inputs). In this course the inputs come first.",
    lambda s, a, b, rng: s * rng.normal(size=(b, a)))  # fmt: skip
_both("X10-85",
    "Every generator gives the same weights: your function seeds one of its own. Draw from the one "
    "that you are given.",
    lambda s, a, b, rng: s * np.random.default_rng(0).normal(size=(a, b)))  # fmt: skip
_both("X10-86",
    "Your weights come from the generator that numpy shares with everybody. Draw from the one that "
    "you are given.",
    lambda s, a, b, rng: (np.random.seed(7), s * np.random.normal(size=(a, b)))[1])  # fmt: skip
_both("X10-87",
    "Every neuron of the layer has the same weights. Draw a whole table, not a column.",
    lambda s, a, b, rng: np.tile(s * rng.normal(size=(a, 1)), (1, b)))  # fmt: skip
_both("X10-88",
    "The weights stand in one long row. A layer's weights are a table: one row for each input.",
    lambda s, a, b, rng: s * rng.normal(size=a * b))  # fmt: skip


@mistake("WI-03", "he_init")
def fan_out(n_in, n_out, rng):
    """Your spread goes by the number of neurons, {n_out}. A neuron adds up as many terms as it
    has INPUTS."""
    return _he(n_out, n_in) * rng.normal(size=(n_in, n_out))


@mistake("X10-89", "he_init")
def as_xavier(n_in, n_out, rng):
    """This is the spread of xavier. The rule of He looks at the inputs only."""
    return truth.xavier_init(n_in, n_out, rng)


@mistake("X10-90", "xavier_init")
def as_he(n_in, n_out, rng):
    """This is the spread of He. Xavier looks at both ends: inputs and neurons."""
    return truth.he_init(n_in, n_out, rng)


@mistake("X10-91", "xavier_init")
def inputs_only(n_in, n_out, rng):
    """You keep the forward values at their size and forget the way back. The other end of the
    layer counts as well."""
    return rng.normal(size=(n_in, n_out)) / np.sqrt(n_in)


@mistake("X10-92", "xavier_init")
def limit_as_spread(n_in, n_out, rng):
    """Your spread is 1.73 times too large: the 6 in some books is the limit of UNIFORM
    numbers."""
    return np.sqrt(6 / (n_in + n_out)) * rng.normal(size=(n_in, n_out))


@mistake("X10-93", "he_init")
def limit_as_spread_of_he(n_in, n_out, rng):
    """Your spread is 1.73 times too large: the 6 in some books is the limit of UNIFORM
    numbers."""
    return np.sqrt(6 / n_in) * rng.normal(size=(n_in, n_out))


# --- the bug hunt --------------------------------------------------------------------------------


def _network(sizes, draw):
    return [{"W": draw(a, b), "b": np.zeros(b)} for a, b in pairwise(sizes)]


@mistake("X10-95", "repaired_init")
def not_repaired(sizes, rng):
    """The spread is still 0.58 times the right one. Measure the weights of one layer, and compare
    with the spread they were meant to have."""
    return _network(sizes, lambda a, b: rng.uniform(-_he(a, b), _he(a, b), size=(a, b)))


@mistake("X10-96", "repaired_init")
def limit_doubled(sizes, rng):
    """Now the spread is a little too large, 1.15 times the right one. By which factor exactly is
    a uniform number spread less than its limit?"""
    return _network(sizes, lambda a, b: rng.uniform(-2 * _he(a, b), 2 * _he(a, b), size=(a, b)))


@mistake("X10-97", "repaired_init")
def by_neurons(sizes, rng):
    """The spread goes by the number of neurons. It was right to go by the inputs."""
    return _network(sizes, lambda a, b: _he(b, a) * rng.normal(size=(a, b)))


@mistake("X10-98", "repaired_init")
def of_xavier(sizes, rng):
    """This is the spread of xavier. The network is one of relu neurons, so He's is meant."""
    return _network(sizes, lambda a, b: _xavier(a, b) * rng.normal(size=(a, b)))


@mistake("X10-99", "repaired_init")
def without_the_two(sizes, rng):
    """Your weights are spread 1.41 times too little: relu throws half away, and the 2 makes up for
    it."""
    return _network(sizes, lambda a, b: _he(a, b) / np.sqrt(2) * rng.normal(size=(a, b)))


@mistake("X10-100", "repaired_init")
def none_negative(sizes, rng):
    """All weights are positive now: their mean should be 0."""
    return _network(sizes, lambda a, b: rng.uniform(0, 2 * np.sqrt(3) * _he(a, b), size=(a, b)))


@mistake("X10-101", "repaired_init")
def spread_of_one(sizes, rng):
    """The spread is 1, whatever the sizes are: your normal numbers are not scaled."""
    return _network(sizes, lambda a, b: rng.normal(size=(a, b)))
