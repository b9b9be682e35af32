"""Right ways to put the layers in a row, to measure influence, and to cut wires.

Ids V are those of the catalogue of correct variants; W08 are our own.
"""

import copy

import numpy as np

from autograder.variants.core import variant
from downslope.layers import softmax, two_layer_forward

NETWORKS = ("two_layer_grads", "repaired_grads")


@variant("V-42", *NETWORKS)
def all_in_one(params, X, y):
    """No helpers: one formula a line, with a dict of intermediates."""
    c = {"Z1": X @ params[0]["W"] + params[0]["b"]}
    c["A1"] = np.tanh(c["Z1"])
    P = softmax(c["A1"] @ params[1]["W"] + params[1]["b"])
    T = np.eye(P.shape[1])[y]
    loss = -np.log((P * T).sum(axis=1)).mean()
    dZ2 = (P - T) / len(X)
    dZ1 = dZ2 @ params[1]["W"].T / np.cosh(c["Z1"]) ** 2
    return loss, [
        {"b": dZ1.sum(axis=0), "W": X.T @ dZ1},
        {"b": dZ2.sum(axis=0), "W": c["A1"].T @ dZ2},
    ]


@variant("W08-10", *NETWORKS)
def example_by_example(params, X, y):
    """The bug hunt's loop, without the bugs."""
    (W1, b1), (W2, b2) = ((layer["W"], layer["b"]) for layer in params)
    grads = [{"W": np.zeros_like(W1), "b": 0 * b1}, {"W": np.zeros_like(W2), "b": 0 * b2}]
    loss = 0.0
    for x, label in zip(X, y, strict=True):
        a = np.tanh(x @ W1 + b1)
        p = softmax((a @ W2 + b2)[None])[0]
        loss -= np.log(p[label]) / len(y)
        p[label] -= 1
        d2 = p / len(y)
        d1 = (W2 @ d2) * (1 - a**2)
        for grad, seen, d in zip(grads, (x, a), (d1, d2), strict=True):
            grad["W"] += np.outer(seen, d)
            grad["b"] += d
    return loss, grads


@variant("W08-11", *NETWORKS)
def bias_as_one_more_input(params, X, y):
    """Biases as a last row of the weights: one product gives dW and db together."""
    ones = np.ones((len(X), 1))
    X1 = np.hstack([X, ones])
    A1 = np.hstack([np.tanh(X1 @ np.vstack([params[0]["W"], params[0]["b"]])), ones])
    P = softmax(A1 @ np.vstack([params[1]["W"], params[1]["b"]]))
    rows = np.arange(len(y))
    loss = -np.log(P[rows, y]).sum() / len(y)
    P[rows, y] -= 1.0
    G2 = A1.T @ P / len(y)
    G1 = X1.T @ ((P @ params[1]["W"].T) * (1 - A1[:, :-1] ** 2)) / len(y)
    return loss, tuple({"W": G[:-1], "b": G[-1]} for G in (G1, G2))


@variant("V-01", *NETWORKS)
def single_precision(params, X, y):
    """float32 throughout."""
    narrow = [{k: v.astype(np.float32) for k, v in layer.items()} for layer in params]
    loss, grads = example_by_example(narrow, X.astype(np.float32), y)
    return np.float32(loss), [{k: v.astype(np.float32) for k, v in g.items()} for g in grads]


@variant("W08-12", *NETWORKS)
def on_a_copy(params, X, y):
    """Works in place on a deep copy, and leaves the arguments alone."""
    params = copy.deepcopy(params)
    loss, grads = all_in_one(params, X, y)
    for layer, grad in zip(params, grads, strict=True):
        for name in layer:
            layer[name][...] = grad[name]
    return loss, params


# --- influence -----------------------------------------------------------------------------------


def _blame(params, X, y):
    P = softmax(two_layer_forward(params, X)[0])
    return (P - np.eye(P.shape[1])[y]) / len(y)


@variant("W08-20", "influence")
def by_the_sum(params, X, y):
    """The sum of the sizes divided by N."""
    return np.abs(_blame(params, X, y) @ params[1]["W"].T).sum(axis=0) / len(X)


@variant("W08-21", "influence")
def norm_of_columns(params, X, y):
    """The 1-norm of each column of dA1."""
    dA1 = np.einsum("nk,jk->nj", _blame(params, X, y), params[1]["W"])
    return np.linalg.norm(dA1, ord=1, axis=0) / len(y)


@variant("W08-22", "influence")
def neuron_by_neuron(params, X, y):
    """A list of floats, one neuron at a time."""
    dZ2 = _blame(params, X, y)
    return [float(np.mean(np.abs(dZ2 @ wires))) for wires in params[1]["W"]]


@variant("V-06", "influence")
def keeps_two_axes(params, X, y):
    """Shape (1, H): a remark, but never wrong values."""
    return np.abs(_blame(params, X, y) @ params[1]["W"].T).mean(axis=0, keepdims=True)


@variant("V-01", "influence")
def single_precision_influence(params, X, y):
    """float32."""
    return by_the_sum(params, X, y).astype(np.float32)


# --- kill_neuron ---------------------------------------------------------------------------------


@variant("W08-30", "kill_neuron")
def deep_copy(params, j):
    """copy.deepcopy, then one assignment."""
    new = copy.deepcopy(params)
    new[1]["W"][j, :] = 0
    return new


@variant("W08-31", "kill_neuron")
def by_a_mask(params, j):
    """A new W2 by multiplication; the rest is shared with the argument, but not changed."""
    keep = (np.arange(len(params[1]["W"])) != j).astype(float)
    return [params[0], {**params[1], "W": params[1]["W"] * keep[:, np.newaxis]}]


@variant("W08-32", "kill_neuron")
def by_where(params, j):
    """np.where, and a tuple of two dicts in another order of keys."""
    W = np.where(np.arange(len(params[1]["W"]))[:, None] == j, 0.0, params[1]["W"])
    return ({**params[0]}, {"b": params[1]["b"], "W": W})


@variant("V-04", "kill_neuron")
def nested_lists(params, j):
    """Lists of numbers in place of arrays."""
    new = [{name: value.tolist() for name, value in layer.items()} for layer in params]
    new[1]["W"][j] = [0.0] * len(new[1]["W"][j])
    return new
