"""What goes wrong when the weights of a new network are drawn.

Ids WI are those of the catalogue; X07 are our own.
"""

from itertools import pairwise

import numpy as np

from autograder.mistakes.core import mistake
from autograder.truth import layers as truth


def _network(sizes, draw):
    """A network whose weights are draw(n_in, n_out), its biases 0."""
    return [{"W": draw(a, b), "b": np.zeros(b)} for a, b in pairwise(sizes)]


def _spread(scheme, n_in, n_out):
    return np.sqrt(2 / n_in if scheme == "he" else 2 / (n_in + n_out))


@mistake("WI-01", "init_params")
def zeros(sizes, rng, scheme="he"):
    """All weights are 0. Then all neurons of a layer say the same, and they would learn the same,
    for ever."""
    return _network(sizes, lambda a, b: np.zeros((a, b)))


@mistake("WI-02", "init_params")
def one_number_a_layer(sizes, rng, scheme="he"):
    """Random, but one number for a whole layer: its neurons are still copies of each other. Each
    weight needs a draw of its own."""
    return _network(sizes, lambda a, b: np.full((a, b), rng.normal() * _spread(scheme, a, b)))


@mistake("WI-03", "init_params")
def fan_out(sizes, rng, scheme="he"):
    """he: your spread goes by the number of neurons. A neuron adds up as many terms as it has
    INPUTS, and that is what the spread has to balance."""
    n = {"he": lambda a, b: _spread("he", b, a), "xavier": lambda a, b: _spread("xavier", a, b)}
    return _network(sizes, lambda a, b: n[scheme](a, b) * rng.normal(size=(a, b)))


@mistake("WI-04", "init_params")
def not_scaled(sizes, rng, scheme="he"):
    """The spread is 1 whatever the sizes are: with many inputs the sums become huge."""
    return _network(sizes, lambda a, b: rng.normal(size=(a, b)))


@mistake("X07-80", "init_params")
def root_missing(sizes, rng, scheme="he"):
    """Your spread is the square of the right one: the fraction is the VARIANCE; the standard
    deviation is its root."""
    return _network(sizes, lambda a, b: _spread(scheme, a, b) ** 2 * rng.normal(size=(a, b)))


@mistake("X07-81", "init_params")
def without_the_two(sizes, rng, scheme="he"):
    """Your weights are spread 1.41 times too little: inside the root stands a 2."""
    return _network(
        sizes, lambda a, b: _spread(scheme, a, b) / np.sqrt(2) * rng.normal(size=(a, b))
    )


@mistake("X07-82", "init_params")
def scheme_ignored(sizes, rng, scheme="he"):
    """he is right; but xavier gives the same spread. Does your function look at the scheme?"""
    return truth.init_params(sizes, rng, "he")


@mistake("X07-83", "init_params")
def schemes_exchanged(sizes, rng, scheme="he"):
    """he has the spread of xavier. Which of the two knows the number of neurons behind it?"""
    return truth.init_params(sizes, rng, "xavier" if scheme == "he" else "he")


@mistake("X07-84", "init_params")
def generator_of_its_own(sizes, rng, scheme="he"):
    """Every generator gives the same weights: your function seeds one of its own. Draw from the
    one that you are given."""
    return truth.init_params(sizes, np.random.default_rng(0), scheme)


@mistake("X07-85", "init_params")
def global_generator(sizes, rng, scheme="he"):
    """Your weights come from the generator that numpy shares with everybody, so other people's
    code can change them. Draw from the one that you are given."""
    np.random.seed(7)
    return _network(sizes, lambda a, b: np.random.normal(0, _spread(scheme, a, b), (a, b)))


@mistake("X07-86", "init_params")
def biases_drawn(sizes, rng, scheme="he"):
    """The biases are random, too. They start at 0: it is enough that the weights differ."""
    params = truth.init_params(sizes, rng, scheme)
    return [{"W": p["W"], "b": np.cos(np.arange(1.0, len(p["b"]) + 1))} for p in params]


@mistake("X07-87", "init_params")
def none_negative(sizes, rng, scheme="he"):
    """All weights are positive: their mean should be 0, so that a neuron may also vote against
    an input."""
    return _network(sizes, lambda a, b: _spread(scheme, a, b) * np.abs(rng.normal(size=(a, b))))


@mistake("X07-88", "init_params")
def weights_flipped(sizes, rng, scheme="he"):
    """The weights have the shape (neurons, inputs). In this course the inputs come first."""
    return [{"W": p["W"].T.copy(), "b": p["b"]} for p in truth.init_params(sizes, rng, scheme)]


@mistake("X07-89", "init_params")
def neurons_alike(sizes, rng, scheme="he"):
    """The inputs get different weights, but every neuron of a layer gets the same ones. Draw a
    whole table, not a column."""
    return _network(
        sizes, lambda a, b: np.tile(_spread(scheme, a, b) * rng.normal(size=(a, 1)), (1, b))
    )


@mistake("X07-90", "init_params")
def last_layer_missing(sizes, rng, scheme="he"):
    """A layer is missing at the end: the one that makes the logits has weights, too."""
    return truth.init_params(sizes, rng, scheme)[:-1]


@mistake("X07-91", "init_params")
def bias_for_each_input(sizes, rng, scheme="he"):
    """b has an entry for each input of its layer; a bias belongs to a neuron."""
    params = truth.init_params(sizes, rng, scheme)
    return [{"W": p["W"], "b": np.zeros(len(p["W"]))} for p in params]


@mistake("X07-92", "init_params")
def uses_up_the_sizes(sizes, rng, scheme="he"):
    """The weights are right, but the list of sizes is no longer what it was. Read it without
    taking anything out."""
    params = truth.init_params(sizes, rng, scheme)
    sizes.pop()
    return params
