"""Reverse-mode differentiation as libraries do it: every step remembers, and the way back is one.

A step takes Nodes, or arrays and numbers for constants, and returns a Node whose vjp hands blame g
(of the value's shape) on to each parent (of the parent's shape). Broadcasting forward is summing
backward. Values may be complex, for the complex step.
"""

import numpy as np

from downslope.tape import Node, as_node


def unbroadcast(g, shape):
    """Σ of g over all axes along which an array of `shape` was repeated; the result has `shape`."""
    new = tuple(range(np.ndim(g) - len(shape)))
    long = tuple(
        k + len(new) for k, n in enumerate(shape) if n == 1 and np.shape(g)[k + len(new)] != 1
    )
    return np.reshape(np.sum(g, axis=new + long), shape)


def add(a, b):
    """a + b. Each gets g: ∂(a + b)/∂a = 1."""
    a, b = as_node(a), as_node(b)
    return Node(
        a.value + b.value,
        (a, b),
        lambda g: (unbroadcast(g, a.value.shape), unbroadcast(g, b.value.shape)),
    )


def mul(a, b):
    """a · b, entry by entry. a gets g·b and b gets g·a."""
    a, b = as_node(a), as_node(b)
    return Node(
        a.value * b.value,
        (a, b),
        lambda g: (
            unbroadcast(g * b.value, a.value.shape),
            unbroadcast(g * a.value, b.value.shape),
        ),
    )


def matmul(a, b):
    """a (N, D) times b (D, M). a gets g bᵀ, b gets aᵀ g."""
    a, b = as_node(a), as_node(b)
    return Node(a.value @ b.value, (a, b), lambda g: (g @ b.value.T, a.value.T @ g))


def sum_(a, axis=None):
    """Σ over one axis, which is kept with length 1, or over everything, shape (). g is repeated."""
    a = as_node(a)
    total = a.value.sum(axis=axis, keepdims=axis is not None)
    return Node(total, (a,), lambda g: (np.broadcast_to(g, a.value.shape).copy(),))


def exp(a):
    """eᵃ, which is its own slope."""
    a = as_node(a)
    value = np.exp(a.value)
    return Node(value, (a,), lambda g: (g * value,))


def log(a):
    """ln a; its slope is 1/a."""
    a = as_node(a)
    return Node(np.log(a.value), (a,), lambda g: (g / a.value,))


def tanh(a):
    """tanh a; its slope is 1 − tanh² a."""
    a = as_node(a)
    value = np.tanh(a.value)
    return Node(value, (a,), lambda g: (g * (1 - value**2),))


def relu(a):
    """max(a, 0); its slope is 1 above 0, else 0."""
    a = as_node(a)
    on = a.value.real > 0
    return Node(np.where(on, a.value, 0), (a,), lambda g: (g * on,))


def stop_gradient(x):
    """The value of x, without its past."""
    return Node(as_node(x).value)


def toposort(node):
    """All that `node` was made from, itself last: each once, parents before children.

    A walk in depth with a stack of its own, because chains are longer than Python's.
    """
    order, seen = [], {node}
    stack = [(node, iter(node.parents))]
    while stack:
        here, parents = stack[-1]
        new = next((p for p in parents if p not in seen), None)
        if new is None:
            order.append(here)
            stack.pop()
        else:
            seen.add(new)
            stack.append((new, iter(new.parents)))
    return order


def all_blame(target):
    """Node -> ∂(Σ target)/∂node for everything that `target` was made from.

    From the last to the first: when a node's turn comes, all its children have handed on to it.
    """
    blame = {target: np.ones_like(target.value)}
    for node in reversed(toposort(target)):
        pieces = node.vjp(blame[node]) if node.parents else ()
        for parent, piece in zip(node.parents, pieces, strict=True):
            blame[parent] = blame[parent] + piece if parent in blame else piece
    return blame


class Tape:
    """Knows what is watched, and finds gradients of anything by it, as often as one likes."""

    def __init__(self):
        self.watched = set()

    def watch(self, x):
        """x as a Node (itself, if it is one), of which gradients may be asked from now on."""
        node = as_node(x)
        self.watched.add(node)
        return node

    def gradient(self, target, sources, unconnected="none"):
        """∂(Σ target)/∂source for a Node, or lists and dicts of Nodes, arranged alike.

        For what is not watched, or from where no way leads to `target`: None, or an array of zeros
        if unconnected is "zero".
        """
        blame = all_blame(target)

        def of(sources):
            if isinstance(sources, dict):
                return {name: of(source) for name, source in sources.items()}
            if isinstance(sources, (list, tuple)):
                return [of(source) for source in sources]
            if sources in self.watched and sources in blame:
                return blame[sources]
            return np.zeros_like(sources.value) if unconnected == "zero" else None

        return of(sources)


def gradient(target, source):
    """∂(Σ target)/∂source, an array of source's shape."""
    return all_blame(target)[source]


def taped_loss_and_grads(params, X, y):
    """(loss, grads) of a network with tanh between its layers, by going forward only.

    L = mean over n of −log softmax(Z)[n, y[n]]. The largest logit of each row is taken away first;
    as a constant, because taking anything away from all logits of a row changes nothing.
    """
    tape = Tape()
    layers = [{key: tape.watch(array) for key, array in layer.items()} for layer in params]
    A = X
    for k, layer in enumerate(layers):
        Z = add(matmul(A, layer["W"]), layer["b"])
        A = tanh(Z) if k < len(layers) - 1 else Z
    rows, K = Z.value.shape
    Z = add(Z, -Z.value.real.max(axis=1, keepdims=True))
    right = sum_(mul(Z, np.eye(K)[y]), 1)
    losses = add(log(sum_(exp(Z), 1)), mul(-1, right))
    loss = mul(sum_(losses), 1 / rows)
    return loss.value, tape.gradient(loss, layers)
