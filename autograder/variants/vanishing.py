"""Right ways to measure fading gradients and to draw weights that keep them. Ids: see `layers`."""

import math
from itertools import pairwise

import numpy as np

from autograder.truth import vanishing as truth
from autograder.variants.core import variant
from downslope.backprop import backward, loss_and_grads
from downslope.layers import forward, init_params
from downslope.layers_backward import activation_backward, affine_backward, softmax_ce

WEIGHTS = ("he_init", "xavier_init")


@variant("V-01", "layer_grad_norms")
def single_precision(params, X, y, acts):
    """float32."""
    _, grads = loss_and_grads(params, X, y, acts)
    return np.array([np.linalg.norm(g["W"].astype(np.float32)) for g in grads], dtype=np.float32)


@variant("V-02", "layer_grad_norms")
def loops(params, X, y, acts):
    """Explicit loops, a list of floats."""
    found = []
    for grad in loss_and_grads(params, X, y, acts)[1]:
        total = 0.0
        for row in grad["W"]:
            for entry in row:
                total += float(entry) ** 2
        found.append(math.sqrt(total))
    return found


@variant("V-03", "layer_grad_norms")
def einsum(params, X, y, acts):
    """einsum, in a tuple."""
    _, grads = loss_and_grads(params, X, y, acts)
    return tuple(np.einsum("dm,dm->", g["W"], g["W"]) ** 0.5 for g in grads)


@variant("W10-01", "layer_grad_norms")
def while_walking_back(params, X, y, acts):
    """The norms are taken on the way back, layer by layer, without keeping a gradient."""
    logits, caches = forward(params, X, acts)
    _, dZ = softmax_ce(logits, y)
    norms = np.zeros(len(params))
    for i in range(len(params) - 1, -1, -1):
        dX, dW, _ = affine_backward(dZ, caches[2 * i])
        norms[i] = np.linalg.norm(dW.ravel())
        if i:
            dZ = activation_backward(dX, caches[2 * i - 1])
    return norms


@variant("W10-02", "layer_grad_norms")
def column_of_norms(params, X, y, acts):
    """backward called by hand, the norms as a column (L, 1)."""
    logits, caches = forward(params, X, acts)
    grads = backward(params, caches, softmax_ce(logits, y)[1])
    return np.sqrt([[np.sum(np.square(g["W"]))] for g in grads])


@variant("W10-10", "dead_fraction")
def counted(A):
    """Counted one by one."""
    N, M = A.shape
    return sum(all(A[n, m] == 0 for n in range(N)) for m in range(M)) / M


@variant("W10-11", "dead_fraction")
def by_largest(A):
    """The largest activation of a column is 0."""
    return 1 - np.count_nonzero(np.max(A, axis=0)) / A.shape[1]


@variant("W10-12", "dead_fraction")
def by_sum(A):
    """The sum of a column is not above 0; single precision."""
    return np.float32(np.mean(A.sum(axis=0) <= 0))


@variant("V-04", "dead_fraction")
def in_a_box(A):
    """An array of shape (1,)."""
    return np.array([np.mean((A == 0).all(axis=0))])


@variant("W10-20", "diagnose")
def by_division(norms):
    """The ratio is divided out; 0 / 0 is no number, and compares as false."""
    with np.errstate(all="ignore"):
        ratio = np.float64(norms[0]) / np.float64(norms[-2])
    if any(n > truth.LARGEST for n in norms) or ratio > 20:
        return "exploding"
    return "vanishing" if np.sort(norms)[0] < 1e-3 or ratio < 0.05 else "healthy"


@variant("W10-21", "diagnose")
def by_logarithms(norms):
    """Powers of ten in place of the numbers; a numpy string."""
    with np.errstate(all="ignore"):
        powers = np.log10(norms)
        drop = powers[0] - powers[-2]
    bound = np.log10(20)
    words = np.array(["exploding", "vanishing", "healthy"])
    if powers.max() > 1 or drop > bound:
        return str(words[0])
    return str(words[1 if powers.min() < -3 or drop < -bound else 2])


@variant("W10-22", "diagnose")
def with_a_dict(norms):
    """All questions are answered first, the word is looked up."""
    loud = bool(np.any(norms > 10)) or norms[0] > 20 * norms[-2]
    quiet = bool(np.any(norms < 0.001)) or norms[0] * 20 < norms[-2]
    return {(False, False): "healthy", (False, True): "vanishing"}.get((loud, quiet), "exploding")


def _spread(name, n_in, n_out):
    return math.sqrt(2 / (n_in if name == "he_init" else n_in + n_out))


def _of_both(id, draw):
    for name in WEIGHTS:

        def right(n_in, n_out, rng, name=name):
            return draw(_spread(name, n_in, n_out), n_in, n_out, rng)

        right.__doc__ = draw.__doc__
        variant(id, name)(right)


def scale_inside(s, n_in, n_out, rng):
    """The spread handed to rng.normal."""
    return rng.normal(loc=0, scale=s, size=[n_in, n_out])


def flipped(s, n_in, n_out, rng):
    """standard_normal, drawn neuron by neuron and flipped."""
    return s * np.stack([rng.standard_normal(n_in) for _ in range(n_out)]).T


def uniform(s, n_in, n_out, rng):
    """Uniform weights of the same spread, as some libraries draw them."""
    limit = math.sqrt(3) * s
    return rng.uniform(-limit, limit, (n_in, n_out))


def single(s, n_in, n_out, rng):
    """float32."""
    return (s * rng.normal(size=(n_in, n_out))).astype(np.float32)


def lists(s, n_in, n_out, rng):
    """A list of lists."""
    return [[s * z for z in row] for row in rng.normal(size=(n_in, n_out)).tolist()]


def with_a_child(s, n_in, n_out, rng):
    """A generator of its own, seeded by the one it was given."""
    return s * np.random.default_rng(rng.integers(2**31)).normal(size=(n_in, n_out))


_of_both("V-40", scale_inside)
_of_both("W10-30", flipped)
_of_both("W10-31", uniform)
_of_both("V-01", single)
_of_both("V-04", lists)
_of_both("W10-32", with_a_child)


@variant("W10-33", "he_init")
def out_of_a_he_network(n_in, n_out, rng):
    """The weights of a network with one layer, from 07."""
    return init_params([n_in, n_out], rng, "he")[0]["W"]


@variant("W10-34", "xavier_init")
def out_of_a_xavier_network(n_in, n_out, rng):
    """The weights of a network with one layer, from 07."""
    return init_params([n_in, n_out], rng, "xavier")[0]["W"]


@variant("W10-40", "repaired_init")
def as_normal(sizes, rng):
    """Normal numbers in place of uniform ones."""
    return init_params(sizes, rng, "he")


@variant("W10-41", "repaired_init")
def wider_limit(sizes, rng):
    """Still uniform, with the limit that gives He's spread; a tuple."""
    params = ()
    for n_in, n_out in pairwise(sizes):
        limit = (6 / n_in) ** 0.5
        W = rng.uniform(low=-limit, high=limit, size=(n_in, n_out))
        params += ({"W": W, "b": np.zeros(n_out)},)
    return params


@variant("W10-42", "repaired_init")
def with_own_he_init(sizes, rng):
    """A table of weights for each layer."""
    return [
        {"b": 0.0 * np.ones(b), "W": scale_inside(_spread("he_init", a, b), a, b, rng)}
        for a, b in pairwise(sizes)
    ]
