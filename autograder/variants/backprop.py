"""Right ways to walk back, to penalise, to step, to train, to predict and to count.

Ids V are those of the catalogue of correct variants; W09 are our own.
"""

import copy
from functools import reduce
from itertools import pairwise

import numpy as np

from autograder.variants.core import variant
from downslope.layers import activation_forward, forward, init_params, softmax

SLOPES = {
    "sigmoid": lambda A, Z: A * (1 - A),
    "tanh": lambda A, Z: 1 - A**2,
    "relu": lambda A, Z: Z > 0,
}


@variant("V-42", "backward")
def without_helpers(params, caches, dlogits):
    """One loop over the reversed list; kinds of caches are told apart by their length."""
    blame, layers = dlogits, []
    for cache in reversed(caches):
        if len(cache) == 3:
            X, W, _ = cache
            layers.append({"b": blame.sum(axis=0), "W": X.T @ blame})
            blame = blame @ W.T
        else:
            Z, kind = cache
            blame = blame * SLOPES[kind](activation_forward(Z, kind)[0], Z)
    return layers[::-1]


@variant("W09-01", "backward")
def recursively(params, caches, dlogits):
    """The last layer, and then the same for the network before it; einsum in place of @."""
    X, W, _ = caches[-1]
    here = {"W": np.einsum("nd,nm->dm", X, dlogits), "b": np.einsum("nm->m", dlogits)}
    if len(caches) == 1:
        return [here]
    Z, kind = caches[-2]
    slope = SLOPES[kind](activation_forward(Z, kind)[0], Z)
    dZ = np.einsum("nm,dm->nd", dlogits, W) * slope
    return [*recursively(params[:-1], caches[:-2], dZ), here]


@variant("W09-02", "backward")
def example_by_example(params, caches, dlogits):
    """The gradients of single examples, added up in place."""
    total = [{k: np.zeros_like(v) for k, v in layer.items()} for layer in params]
    for n in range(len(dlogits)):
        alone = [
            (c[0][n : n + 1], c[1], c[2]) if len(c) == 3 else (c[0][n : n + 1], c[1])
            for c in caches
        ]
        for layer, more in zip(total, without_helpers(params, alone, dlogits[n : n + 1]),
                               strict=True):  # fmt: skip
            for name in layer:
                layer[name] += more[name]
    return tuple(total)


@variant("V-01", "backward")
def single_precision(params, caches, dlogits):
    """float32 throughout."""
    narrow = [
        tuple(v.astype(np.float32) if isinstance(v, np.ndarray) else v for v in c) for c in caches
    ]
    return without_helpers(params, narrow, dlogits.astype(np.float32))


def _blame(params, X, y, acts):
    logits, caches = forward(params, X, acts)
    P = softmax(logits)
    T = np.eye(P.shape[1])[y]
    top = logits.max(axis=1)
    logs = np.log(np.exp(logits - top[:, None]).sum(axis=1)) + top
    return np.mean(logs - (logits * T).sum(axis=1)), (P - T) / len(y), caches


@variant("W09-10", "loss_and_grads")
def penalty_afterwards(params, X, y, acts, l2=0.0):
    """The penalty in a loop of its own, with += on fresh arrays."""
    loss, blame, caches = _blame(params, X, y, acts)
    grads = without_helpers(params, caches, blame)
    for layer, grad in zip(params, grads, strict=True):
        loss += 0.5 * l2 * np.linalg.norm(layer["W"]) ** 2
        grad["W"] += l2 * layer["W"]
    return loss, grads


@variant("W09-11", "loss_and_grads")
def with_a_flag(params, X, y, acts, l2=0.0):
    """Only touches the penalty if there is one; a list in place of a tuple."""
    loss, blame, caches = _blame(params, X, y, acts)
    grads = recursively(params, caches, blame)
    if l2:
        loss = loss + l2 * sum((layer["W"] ** 2).sum() for layer in params) / 2
        grads = [
            {"W": g["W"] + l2 * p["W"], "b": g["b"]} for g, p in zip(grads, params, strict=True)
        ]
    return [loss, grads]


@variant("W09-12", "loss_and_grads")
def one_example_at_a_time(params, X, y, acts, l2=0.0):
    """A forward pass for each example: slow, but no measuring."""
    loss, total = 0.0, [{k: 0 * v for k, v in layer.items()} for layer in params]
    for n in range(len(y)):
        own, blame, caches = _blame(params, X[n : n + 1], y[n : n + 1], acts)
        loss += own / len(y)
        for layer, more in zip(total, without_helpers(params, caches, blame), strict=True):
            layer["W"] += more["W"] / len(y)
            layer["b"] += more["b"] / len(y)
    for layer, own in zip(total, params, strict=True):
        layer["W"] += l2 * own["W"]
        loss += l2 / 2 * (own["W"] * own["W"]).sum()
    return loss, total


@variant("V-41", "apply_update")
def copies_first(params, grads, lr):
    """A deep copy, then in place."""
    new = copy.deepcopy(params)
    for layer, grad in zip(new, grads, strict=True):
        for name in layer:
            layer[name] -= lr * grad[name]
    return new


@variant("W09-20", "apply_update")
def key_by_key(params, grads, lr):
    """A tuple of dicts, the bias first."""
    pairs = zip(params, grads, strict=True)
    return tuple({k: np.add(p[k], -lr * g[k]) for k in ("b", "W")} for p, g in pairs)


@variant("W09-21", "apply_update")
def by_index(params, grads, lr):
    """A loop that appends."""
    new = []
    for i in range(len(params)):
        W, b = params[i]["W"] - grads[i]["W"] * lr, params[i]["b"] - grads[i]["b"] * lr
        new.append({"W": W, "b": b})
    return new


@variant("W09-30", "repaired_train_step")
def two_rounds(params, X, y, acts, lr):
    """First round: gradients. Second round: steps."""
    loss, grads = penalty_afterwards(params, X, y, acts)
    return loss, by_index(params, grads, lr)


@variant("W09-31", "repaired_train_step")
def blame_before_step(params, X, y, acts, lr):
    """One loop; the blame leaves each layer through the old weights, and then the layer moves."""
    loss, blame, caches = _blame(params, X, y, acts)
    new = [dict(layer) for layer in params]
    for i in range(len(params) - 1, -1, -1):
        X_in, W, b = caches[2 * i]
        passed = blame @ W.T
        new[i] = {"W": W - lr * X_in.T @ blame, "b": b - lr * blame.sum(axis=0)}
        if i > 0:
            Z, kind = caches[2 * i - 1]
            blame = passed * SLOPES[kind](activation_forward(Z, kind)[0], Z)
    return loss, new


@variant("W09-40", "train")
def own_shuffle(X, y, sizes, lr, batch_size, epochs, rng):
    """Shuffles copies of the examples; starts from its own He weights; a list as history."""
    params = [
        {"W": rng.standard_normal((a, b)) * (2 / a) ** 0.5, "b": np.zeros(b)}
        for a, b in pairwise(sizes)
    ]
    acts = ("relu",) * (len(sizes) - 2)
    history = [float(_blame(params, X, y, acts)[0])]
    for _ in range(epochs):
        order = np.arange(len(y))
        rng.shuffle(order)
        X_now, y_now = X[order], y[order]
        for start in range(0, len(y), batch_size):
            stop = start + batch_size
            _, blame, caches = _blame(params, X_now[start:stop], y_now[start:stop], acts)
            params = by_index(params, without_helpers(params, caches, blame), lr)
        history.append(float(_blame(params, X, y, acts)[0]))
    return params, history


@variant("W09-41", "train")
def all_orders_first(X, y, sizes, lr, batch_size, epochs, rng):
    """Draws the orders of all epochs before the weights, and steps in place."""
    orders = [rng.permutation(len(y)) for _ in range(epochs)]
    params = init_params(sizes, rng)
    acts = ["relu"] * (len(sizes) - 2)
    history = np.zeros(epochs + 1)
    history[0] = _blame(params, X, y, acts)[0]
    for epoch, order in enumerate(orders, start=1):
        for k in range(-(-len(y) // batch_size)):
            rows = order[k * batch_size : (k + 1) * batch_size]
            _, blame, caches = _blame(params, X[rows], y[rows], acts)
            for layer, grad in zip(params, without_helpers(params, caches, blame), strict=True):
                layer["W"] = layer["W"] - lr * grad["W"]
                layer["b"] = layer["b"] - lr * grad["b"]
        history[epoch] = _blame(params, X, y, acts)[0]
    return params, history


@variant("W09-50", "predict")
def most_probable(params, X):
    """The largest probability, as a list."""
    P = softmax(forward(params, X, ["relu"] * (len(params) - 1))[0])
    return [int(np.argmax(row)) for row in P]


@variant("W09-51", "predict")
def by_hand(params, X):
    """A loop with maximum, and the last layer behind it."""
    *hidden, last = params
    A = reduce(lambda A, layer: np.maximum(A @ layer["W"] + layer["b"], 0), hidden, X)
    return (A @ last["W"] + last["b"]).argmax(-1).astype(np.int32)


@variant("W09-60", "op_count")
def layer_by_layer(sizes, N):
    """One loop with running totals."""
    there = back = weights = 0
    for D, M in pairwise(sizes):
        there += N * D * M
        back += N * D * M + D * N * M
        weights += (D + 1) * M
    return {"numerical": 2 * weights * there, "backward": back, "forward": there}


@variant("W09-61", "op_count")
def with_numpy(sizes, N):
    """Integers of numpy."""
    s = np.array(sizes, dtype=np.int64)
    there = N * (s[:-1] @ s[1:])
    return dict(forward=there, backward=2 * there,
                numerical=2 * (s[:-1] @ s[1:] + s[1:].sum()) * there)  # fmt: skip
