"""Right ways to draw the weights of a new network. Ids: see `layers`."""

from itertools import pairwise

import numpy as np

from autograder.variants.core import variant


def _variance(scheme, n_in, n_out):
    return 2 / n_in if scheme == "he" else 2 / (n_in + n_out)


@variant("V-40", "init_params")
def other_order(sizes, rng, scheme="he"):
    """standard_normal, the last layer drawn first, flipped."""
    params = []
    for n_out, n_in in pairwise(sizes[::-1]):
        W = rng.standard_normal((n_out, n_in)).T * _variance(scheme, n_in, n_out) ** 0.5
        params.insert(0, {"b": np.zeros(n_out), "W": W})
    return params


@variant("W07-30", "init_params")
def scale_inside(sizes, rng, scheme="he"):
    """The spread handed to rng.normal; a tuple of dicts."""
    return tuple(
        {"W": rng.normal(0, np.sqrt(_variance(scheme, a, b)), (a, b)), "b": np.zeros(b)}
        for a, b in pairwise(sizes)
    )


@variant("W07-31", "init_params")
def uniform(sizes, rng, scheme="he"):
    """Uniform weights of the same spread, as some libraries draw them."""
    params = []
    for a, b in pairwise(sizes):
        limit = np.sqrt(3 * _variance(scheme, a, b))
        params.append({"W": rng.uniform(-limit, limit, (a, b)), "b": 0.0 * np.arange(b)})
    return params


@variant("V-01", "init_params")
def single_precision(sizes, rng, scheme="he"):
    """float32."""
    return [
        {k: v.astype(np.float32) for k, v in layer.items()}
        for layer in scale_inside(sizes, rng, scheme)
    ]


@variant("V-04", "init_params")
def nested_lists(sizes, rng, scheme="he"):
    """Lists of numbers, drawn one neuron at a time; biases of shape (1, n_out)."""
    params = []
    for a, b in pairwise(sizes):
        W = np.stack([rng.normal(size=a) for _ in range(b)], axis=1)
        W *= np.sqrt(_variance(scheme, a, b))
        params.append({"W": W.tolist(), "b": [[0] * b]})
    return params


@variant("W07-32", "init_params")
def generator_from_the_generator(sizes, rng, scheme="he"):
    """A generator of its own, seeded by the one it was given."""
    return list(scale_inside(sizes, np.random.default_rng(rng.integers(2**31)), scheme))
