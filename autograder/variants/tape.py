"""Right ways with a tape in other styles."""

import numpy as np

from autograder.truth import tape as truth
from autograder.truth.tape import toposort
from autograder.variants.core import variant
from downslope.tape import Node, as_node


@variant("W13-01", "unbroadcast")
def one_axis_at_a_time(g, shape):
    """First the axes in front, then those of length 1; it may hand g itself back."""
    while g.ndim > len(shape):
        g = g.sum(axis=0)
    for axis, n in enumerate(shape):
        if n == 1:
            g = g.sum(axis=axis, keepdims=True)
    return g


@variant("V-01", "unbroadcast")
def single_precision(g, shape):
    """Everything in float32, and by comparing padded shapes."""
    g = np.asarray(g, dtype=np.float32)
    padded = (1,) * (g.ndim - len(shape)) + tuple(shape)
    axes = tuple(k for k in range(g.ndim) if padded[k] != g.shape[k])
    return g.sum(axis=axes, keepdims=True).reshape(shape)


def _narrow(x) -> np.ndarray:
    return as_node(x).value.astype(np.float32)


@variant("V-01", "mul")
def product_in_single_precision(a, b):
    """Everything in float32."""
    u, v = _narrow(a), _narrow(b)

    def back(g):
        g = np.float32(g)
        return single_precision(g * v, u.shape), single_precision(g * u, v.shape)

    return Node(u * v, (as_node(a), as_node(b)), back)


@variant("V-01", "matmul")
def matrices_in_single_precision(a, b):
    """Everything in float32."""
    u, v = _narrow(a), _narrow(b)
    return Node(u @ v, (as_node(a), as_node(b)),
                lambda g: (np.float32(g) @ v.T, u.T @ np.float32(g)))  # fmt: skip


@variant("V-01", "sum_")
def sum_in_single_precision(a, axis=None):
    """Everything in float32."""
    u = _narrow(a)
    value = u.sum(axis=axis, keepdims=axis is not None)
    return Node(value, (as_node(a),), lambda g: (np.ones_like(u) * np.float32(g),))


@variant("W13-02", "mul")
def named_way_back(a, b):
    """A function with a name, a list in place of a tuple."""
    a, b = as_node(a), as_node(b)

    def back(g):
        pieces = [np.multiply(g, b.value), np.multiply(g, a.value)]
        return [unbroadcast(p, n.value.shape) for p, n in zip(pieces, (a, b), strict=True)]

    return Node(np.multiply(a.value, b.value), parents=[a, b], vjp=back)


def unbroadcast(g, shape):
    return truth.unbroadcast(g, shape)


@variant("W13-03", "mul")
def without_constants(a, b):
    """Constants are no parents at all; two ways back in one."""
    nodes = [x for x in (a, b) if isinstance(x, Node)]
    x, y = as_node(a), as_node(b)
    other = {id(x): y.value, id(y): x.value}
    shapes = [n.value.shape for n in nodes]
    return Node(
        x.value * y.value,
        nodes,
        lambda g: tuple(
            unbroadcast(g * other[id(n)], s) for n, s in zip(nodes, shapes, strict=True)
        ),
    )


@variant("W13-04", "matmul")
def with_einsum(a, b):
    """Sums written out."""
    a, b = as_node(a), as_node(b)
    return Node(
        np.einsum("nd,dm->nm", a.value, b.value),
        (a, b),
        lambda g: (np.einsum("nm,dm->nd", g, b.value), np.einsum("nd,nm->dm", a.value, g)),
    )


@variant("W13-05", "matmul")
def turned(a, b):
    """The transposes of transposes."""
    a, b = as_node(a), as_node(b)
    return Node(np.dot(a.value, b.value), (a, b),
                lambda g: (np.dot(b.value, g.T).T, np.dot(g.T, a.value).T))  # fmt: skip


@variant("W13-06", "sum_")
def times_ones(a, axis=None):
    """g times ones; a scalar made by hand."""
    a = as_node(a)
    if axis is None:
        return Node(np.sum(a.value), (a,), lambda g: [g * np.ones(a.value.shape)])
    value = np.expand_dims(np.sum(a.value, axis), axis)
    return Node(value, (a,), lambda g: [g * np.ones(a.value.shape)])


@variant("W13-07", "sum_")
def repeats(a, axis=None):
    """A read-only view in place of an array."""
    a = as_node(a)
    value = np.sum(a.value, axis=axis, keepdims=axis is not None)
    return Node(value, (a,), lambda g: (np.broadcast_to(g, np.shape(a.value)),))


@variant("W13-08", "tanh")
def by_cosh(a):
    """The slope as 1/cosh², where that is finite."""
    a = as_node(a)
    z = np.clip(a.value, -300, 300)
    return Node(np.tanh(a.value), (a,), lambda g: (g / np.cosh(z) ** 2,))


@variant("W13-09", "tanh")
def calls_itself(a):
    """tanh is computed anew on the way back; the value is a list."""
    x = as_node(a)
    t = np.tanh(x.value)
    return Node(t.tolist(), [x], lambda g: [np.array(g) - g * np.tanh(x.value) * t])


@variant("W13-10", "stop_gradient")
def a_copy(x):
    """A copy of the array, in a Node with everything said."""
    return Node(np.array(as_node(x).value), parents=(), vjp=None)


@variant("W13-11", "stop_gradient")
def through_a_list(x):
    """By way of plain Python."""
    value = x.value if isinstance(x, Node) else x
    return Node(np.asarray(value, dtype=float).tolist())


@variant("W13-12", "toposort")
def counts_children(node):
    """Kahn: a Node is ready when all its children are; then everything turned round."""
    children, waiting = {node: 0}, [node]
    while waiting:
        for parent in waiting.pop().parents:
            if parent not in children:
                children[parent] = 0
                waiting.append(parent)
            children[parent] += 1
    order, ready = [], [node]
    while ready:
        here = ready.pop()
        order.append(here)
        for parent in here.parents:
            children[parent] -= 1
            if not children[parent]:
                ready.append(parent)
    return order[::-1]


@variant("W13-13", "toposort")
def comes_twice(node):
    """A stack of (Node, are its parents in?); a tuple of the answer."""
    order, seen, stack = {}, set(), [(node, False)]
    while stack:
        here, ready = stack.pop()
        if ready:
            order.setdefault(id(here), here)
        elif id(here) not in seen:
            seen.add(id(here))
            stack.append((here, True))
            stack += [(parent, False) for parent in here.parents]
    return tuple(order.values())


@variant("W13-14", "toposort", loses=("chain",))
def recursive(node):
    """The textbook's recursion: right, as long as the chain is not too long."""
    order, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            for parent in node.parents:
                visit(parent)
            order.append(node)

    visit(node)
    return order


@variant("W13-15", "Tape")
class ByNumber:
    """Blame by id, lists of pieces that are summed when their turn comes; one walk a source."""

    def __init__(self):
        self.known = {}

    def watch(self, value):
        node = value if isinstance(value, Node) else Node(np.array(value, dtype=float))
        self.known[id(node)] = node
        return node

    def gradient(self, target, sources, unconnected="none"):
        if isinstance(sources, dict):
            return {k: self.gradient(target, s, unconnected) for k, s in sources.items()}
        if isinstance(sources, list):
            return tuple(self.gradient(target, s, unconnected) for s in sources)
        pieces = {id(target): [np.ones(target.value.shape)]}
        found = None
        for node in toposort(target)[::-1]:
            g = sum(pieces.pop(id(node)))
            if node is sources and id(node) in self.known:
                found = g
            for parent, piece in zip(
                node.parents, node.vjp(g) if node.parents else [], strict=True
            ):
                pieces.setdefault(id(parent), []).append(piece)
        if found is None and unconnected == "zero":
            return np.zeros(sources.value.shape)
        return found


@variant("W13-16", "Tape")
class InPlaceOnACopy:
    """Arrays of zeros to begin with, added to in place: they belong to nobody else."""

    def __init__(self, persistent=True):
        self.sources = []

    def watch(self, x):
        x = as_node(x)
        self.sources.append(x)
        return x

    def _of(self, blame, sources, default):
        if isinstance(sources, dict):
            return {name: self._of(blame, s, default) for name, s in sources.items()}
        if isinstance(sources, (list, tuple)):
            return [self._of(blame, s, default) for s in sources]
        known = any(sources is w for w in self.sources) and sources in blame
        return blame[sources] if known else default(sources)

    def gradient(self, target, sources, unconnected="none"):
        order = toposort(target)
        blame = {node: np.zeros(node.value.shape) for node in order}
        blame[target] += 1
        for node in reversed(order):
            if node.vjp is not None:
                for parent, piece in zip(node.parents, node.vjp(blame[node]), strict=True):
                    blame[parent] += piece
        zero = unconnected == "zero"
        return self._of(blame, sources, lambda s: 0 * s.value if zero else None)


@variant("W13-17", "repaired_walk_back")
def with_zeros(target, source):
    """Arrays of zeros to begin with."""
    blame = {node: np.zeros_like(node.value) for node in toposort(target)}
    blame[target] = np.ones_like(target.value)
    for node in reversed(toposort(target)):
        if node.parents:
            for parent, piece in zip(node.parents, node.vjp(blame[node]), strict=True):
                blame[parent] = blame[parent] + piece
    return blame[source]


@variant("W13-18", "repaired_walk_back")
def copies_before(target, source):
    """Keeps a copy of the first piece and adds to that in place."""
    blame = {target: np.ones_like(target.value)}
    for node in toposort(target)[::-1]:
        for parent, piece in zip(node.parents, node.vjp(blame[node]) if node.parents else (),
                                 strict=True):  # fmt: skip
            if parent in blame:
                blame[parent] += piece
            else:
                blame[parent] = np.array(piece)
    return blame[source]
