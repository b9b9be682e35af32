"""What goes wrong when a step hands blame on to what it was made from."""

import numpy as np

from autograder.mistakes.core import mistake
from autograder.truth import tape as truth
from autograder.truth.tape import unbroadcast
from downslope.tape import Node, as_node


def _new_axes(g, shape):
    return tuple(range(np.ndim(g) - len(shape)))


def _long_axes(g, shape):
    new = np.ndim(g) - len(shape)
    return tuple(k + new for k, n in enumerate(shape) if n == 1 and g.shape[k + new] != 1)


@mistake("X13-01", "unbroadcast")
def averages(g, shape):
    """Your numbers are means. A number that was used three times gets the blame of all three uses,
    not the average of it."""
    return np.mean(g, axis=_new_axes(g, shape) + _long_axes(g, shape)).reshape(shape)


@mistake("X13-02", "unbroadcast")
def new_axes_only(g, shape):
    """You add up along the axes that came in front, and that is right. But an axis of length 1 was
    repeated, too, wherever the blame is longer there."""
    return np.sum(g, axis=_new_axes(g, shape))


@mistake("X13-03", "unbroadcast")
def long_axes_only(g, shape):
    """You add up along the axes of length 1, and that is right. But where the blame has more axes
    than the array, the ones in front were made by repeating, too."""
    return np.sum(g, axis=_long_axes(g, shape), keepdims=True)


@mistake("X13-04", "unbroadcast")
def everything(g, shape):
    """You add up everything, whatever the shape. Only the axes along which something was repeated
    are to go; along the others each number keeps its own blame."""
    return np.full(shape, np.sum(g))


@mistake("X13-05", "unbroadcast")
def first_only(g, shape):
    """You keep the blame of the first copy and drop that of all others. The array was used once in
    each place; all of these uses count."""
    axes = _new_axes(g, shape) + _long_axes(g, shape)
    return g[tuple(0 if k in axes else slice(None) for k in range(g.ndim))].reshape(shape)


@mistake("X13-06", "unbroadcast")
def from_the_left(g, shape):
    """You line the two shapes up on the left. Broadcasting lines them up on the right: which axes
    are new then, the first ones or the last?"""
    g = np.sum(g, axis=tuple(range(len(shape), g.ndim)))
    return np.sum(g, axis=tuple(k for k, n in enumerate(shape) if n == 1), keepdims=True)


@mistake("X13-07", "unbroadcast")
def as_it_came(g, shape):
    """The blame comes back in the shape in which it came. It has to have the shape of the array
    that it is for."""
    return g


@mistake("X13-09", "unbroadcast")
def drops_the_long_axes(g, shape):
    """The numbers are right, but an axis along which you add up is gone. Where the array has an
    axis of length 1, the sum has one, too."""
    return np.sum(g, axis=_new_axes(g, shape) + _long_axes(g, shape))


@mistake("X13-08", "unbroadcast")
def the_largest(g, shape):
    """You keep the largest blame of all copies. Small blame counts as well, and blame with the
    other sign takes some away: what happens to the parts of a sum?"""
    return np.max(g, axis=_new_axes(g, shape) + _long_axes(g, shape)).reshape(shape)


def _product(hand_on):
    """mul with another way back: hand_on(g, a, b) -> (for a, for b)."""

    def mul(a, b):
        a, b = as_node(a), as_node(b)
        return Node(a.value * b.value, (a, b), lambda g: hand_on(g, a.value, b.value))

    return mul


def _fitted(to_a, to_b, a, b):
    return unbroadcast(to_a, a.shape), unbroadcast(to_b, b.shape)


@mistake("AD-05", "mul")
def own_factor(a, b):
    """For a product the slope by a is the other factor, not a itself. (With a times a it does not
    show.)"""
    return _product(lambda g, a, b: _fitted(g * a, g * b, a, b))(a, b)


@mistake("X13-10", "mul")
def without_upstream(a, b):
    """You hand on the slopes alone: the blame g that comes from above never enters. It is slope
    times g that goes on."""
    return _product(lambda g, a, b: _fitted(b + 0 * g, a + 0 * g, a, b))(a, b)


@mistake("X13-11", "mul")
def like_a_sum(a, b):
    """Both factors get the blame as it is. So it is with a sum. Of a product, which number says how
    much it moves when a moves by a little?"""
    return _product(lambda g, a, b: _fitted(g, g, a, b))(a, b)


@mistake("X13-12", "mul")
def never_sums(a, b):
    """Right as long as both have the same shape. Where one was repeated to fit the other, its blame
    comes in too large a shape: the copies have to be added up again."""
    return _product(lambda g, a, b: (g * b, g * a))(a, b)


@mistake("X13-13", "mul")
def sums_first(a, b):
    """You add the blame of all copies up before you multiply. But each copy has met another number:
    first multiply, then add up."""

    def hand_on(g, a, b):
        return unbroadcast(g, a.shape) * _mean(b, a.shape), unbroadcast(g, b.shape) * _mean(
            a, b.shape
        )

    return _product(hand_on)(a, b)


def _mean(other, shape):
    """`other`, averaged where it does not fit `shape`."""
    both = np.broadcast_shapes(other.shape, shape)
    full = np.broadcast_to(other, both)
    return unbroadcast(full, shape) * np.prod(shape) / np.prod(both)


@mistake("X13-14", "mul")
def one_sided(a, b):
    """Only a gets blame, b gets none. Both were used, and either of them may be what somebody
    wants the gradient of."""
    return _product(lambda g, a, b: (unbroadcast(g * b, a.shape), np.zeros_like(b)))(a, b)


@mistake("X13-15", "mul")
def adds_up(a, b):
    """The way back is that of a product, but the value is a sum. Which sign multiplies?"""
    node = truth.mul(a, b)
    return Node(as_node(a).value + as_node(b).value, node.parents, node.vjp)


@mistake("X13-16", "mul")
def both_slopes(a, b):
    """You multiply the blame with both factors. When a moves, b stands still: only one of them is
    the slope."""
    return _product(lambda g, a, b: _fitted(g * a * b, g * a * b, a, b))(a, b)


def _matrices(hand_on):
    def matmul(a, b):
        a, b = as_node(a), as_node(b)
        return Node(a.value @ b.value, (a, b), lambda g: hand_on(g, a.value, b.value))

    return matmul


@mistake("X13-20", "matmul")
def blame_of_a_turned(a, b):
    """The blame for a comes out turned: its rows are columns. It has to have the shape of a."""
    return _matrices(lambda g, a, b: (b @ g.T, a.T @ g))(a, b)


@mistake("X13-21", "matmul")
def blame_of_b_turned(a, b):
    """The blame for b comes out turned: its rows are columns. It has to have the shape of b."""
    return _matrices(lambda g, a, b: (g @ b.T, g.T @ a))(a, b)


@mistake("X13-22", "matmul")
def without_blame(a, b):
    """You go on as if all blame from above were 1. It is different for every number of the product,
    and it arrives as g."""
    return _matrices(lambda g, a, b: (np.ones_like(g) @ b.T, a.T @ np.ones_like(g)))(a, b)


@mistake("X13-23", "matmul")
def exchanged(a, b):
    """The two pieces of blame stand in the wrong order: the first one is for the first parent."""
    return _matrices(lambda g, a, b: (a.T @ g, g @ b.T))(a, b)


@mistake("X13-24", "matmul")
def averaged(a, b):
    """The blame for b is {N} times too small. An average over the examples belongs into a loss; a
    step hands on all of it."""
    return _matrices(lambda g, a, b: (g @ b.T, a.T @ g / len(a)))(a, b)


@mistake("X13-25", "matmul")
def only_the_weights(a, b):
    """b is fine. a gets no blame at all, so everything in front of this step would never learn."""
    return _matrices(lambda g, a, b: (np.zeros_like(a), a.T @ g))(a, b)
