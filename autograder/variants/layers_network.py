"""Right ways to run a whole network forward, and to tabulate its shapes. Ids: see `layers`."""

import copy
from itertools import pairwise

import numpy as np

from autograder.variants.core import variant

BENDS = {
    "sigmoid": lambda Z: 1 / (1 + np.exp(-Z)),
    "tanh": np.tanh,
    "relu": lambda Z: np.maximum(Z, 0),
}


@variant("W07-10", "forward")
def by_index(params, X, acts):
    """One loop over all layers, an if for the last."""
    caches, A = [], X
    for i in range(len(params)):
        W, b = params[i]["W"], params[i]["b"]
        Z = A @ W + b
        caches.append((A, W, b))
        if i == len(params) - 1:
            return Z, caches
        caches.append((Z, acts[i]))
        A = BENDS[acts[i]](Z)


@variant("W07-11", "forward")
def recursively(params, X, acts):
    """The rest of the network, called by its first layer."""
    first, *rest = params
    Z = X @ first["W"] + first["b"]
    caches = [(X, first["W"], first["b"])]
    if not rest:
        return Z, caches
    logits, more = recursively(rest, BENDS[acts[0]](Z), acts[1:])
    return logits, [*caches, (Z, acts[0]), *more]


@variant("W07-12", "forward")
def none_for_the_last(params, X, acts):
    """The list of kinds padded with None; caches as a tuple of lists."""
    caches = ()
    for layer, kind in zip(params, [*acts, None], strict=True):
        W, b = layer["W"], layer["b"]
        caches += ([X, W, b],)
        X = X @ W + b
        if kind:
            caches += ([X, kind],)
            X = BENDS[kind](X)
    return [X, caches]


@variant("V-11", "forward")
def on_copies(params, X, acts):
    """Everything copied first, then worked on in place."""
    params, A, acts = copy.deepcopy(params), X.copy(), list(acts)
    caches = []
    while params:
        layer = params.pop(0)
        Z = A @ layer["W"]
        Z += layer["b"]
        caches.append((A, layer["W"], layer["b"]))
        if params:
            kind = acts.pop(0)
            caches.append((Z, kind))
            A = BENDS[kind](Z)
    return Z, caches


@variant("V-01", "forward")
def single_precision(params, X, acts):
    """float32 throughout."""
    narrow = [{k: v.astype(np.float32) for k, v in layer.items()} for layer in params]
    return by_index(narrow, X.astype(np.float32), acts)


@variant("V-18", "forward")
def example_by_example(params, X, acts):
    """The logits row by row; the caches from a run of the whole batch."""
    _, caches = by_index(params, X, acts)
    return np.vstack([by_index(params, x[None], acts)[0] for x in X]), caches


# --- shape_table ---------------------------------------------------------------------------------


@variant("W07-20", "shape_table")
def from_arrays(sizes, N):
    """Empty arrays, asked for their shapes."""
    rows = []
    for i in range(1, len(sizes)):
        W, b = np.empty((sizes[i - 1], sizes[i])), np.empty(sizes[i])
        rows.append((i, W.shape, b.shape, (np.empty((N, sizes[i - 1])) @ W).shape))
    return rows


@variant("W07-21", "shape_table")
def lists_in_a_tuple(sizes, N):
    """Lists where the table has tuples."""
    return tuple([i, [a, b], [b], [N, b]] for i, (a, b) in enumerate(pairwise(sizes), 1))


@variant("W07-22", "shape_table")
def numbers_of_numpy(sizes, N):
    """numpy integers."""
    sizes = np.array(sizes)
    return [
        (np.int64(i + 1), (sizes[i], sizes[i + 1]), (sizes[i + 1],), (N, sizes[i + 1]))
        for i in range(len(sizes) - 1)
    ]
