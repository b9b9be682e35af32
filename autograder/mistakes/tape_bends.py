"""What goes wrong when blame goes back through a sum, a bend, and where it should not go."""

import numpy as np

from autograder.mistakes.core import mistake
from autograder.truth import tape as truth
from downslope.tape import Node, as_node


def _total(hand_on):
    def sum_(a, axis=None):
        a = as_node(a)
        value = a.value.sum(axis=axis, keepdims=axis is not None)
        return Node(value, (a,), lambda g: (hand_on(g, a.value, axis),))

    return sum_


@mistake("X13-30", "sum_")
def hands_on_the_total(a, axis=None):
    """The blame comes back in the shape of the sum. Every number that was added up gets it, so it
    has to be repeated into the shape of a."""
    return _total(lambda g, a, axis: g)(a, axis)


@mistake("X13-31", "sum_")
def shares_the_blame_out(a, axis=None):
    """You divide the blame among the numbers that were added up. Each of them moves the sum by as
    much as it moves itself: the slope is 1. (A mean would divide.)"""
    return _total(lambda g, a, axis: np.broadcast_to(g, a.shape) * np.size(g) / a.size)(a, axis)


@mistake("X13-32", "sum_")
def ones(a, axis=None):
    """All your blame is 1. That is the slope; it still has to be multiplied with the blame g that
    comes from above."""
    return _total(lambda g, a, axis: np.ones_like(a))(a, axis)


@mistake("X13-33", "sum_")
def times_itself(a, axis=None):
    """You multiply the blame with the numbers themselves. In a sum they are only added: what is
    the slope of a sum by one of its parts?"""
    return _total(lambda g, a, axis: g * a)(a, axis)


@mistake("X13-34", "sum_")
def means(a, axis=None):
    """The way back is that of a sum, but the value is a mean."""
    node = truth.sum_(a, axis)
    return Node(node.value * node.value.size / as_node(a).value.size, node.parents, node.vjp)


@mistake("X13-35", "sum_")
def always_everything(a, axis=None):
    """The axis never enters: you add up everything, also where only one axis is asked for."""
    a = as_node(a)
    return Node(a.value.sum(), (a,), lambda g: (np.broadcast_to(g, a.value.shape).copy(),))


@mistake("X13-36", "sum_")
def without_its_axis(a, axis=None):
    """The axis along which you add up is gone from the value. It is to stay, with length 1: only
    then can the blame be repeated along it, whatever follows."""
    a = as_node(a)
    back = truth.sum_(a, axis)
    return Node(a.value.sum(axis=axis), (a,), lambda g: back.vjp(np.reshape(g, back.value.shape)))


@mistake("X13-37", "sum_")
def no_axis_for_axis_0(a, axis=None):
    """Where axis 0 is asked for, you add up everything. Do you ask `if axis`? The number 0 counts
    as False there; the question is whether axis is None."""
    return truth.sum_(a, axis or None)


@mistake("X13-38", "sum_")
def axes_of_one_number(a, axis=None):
    """The sum of everything should be a single number, of shape (). Yours still has all of the
    axes, with length 1."""
    a = as_node(a)
    value = a.value.sum(axis=axis, keepdims=True)
    return Node(value, (a,), lambda g: (np.broadcast_to(g, a.value.shape).copy(),))


def _bend(hand_on):
    def tanh(a):
        a = as_node(a)
        value = np.tanh(a.value)
        return Node(value, (a,), lambda g: (hand_on(g, a.value, value),))

    return tanh


@mistake("X13-40", "tanh")
def slope_from_the_input(a):
    """In your slope stands what went in. The rule, 1 minus a square, is about what came out."""
    return _bend(lambda g, a, t: g * (1 - a**2))(a)


@mistake("X13-41", "tanh")
def not_squared(a):
    """In your slope tanh is taken away from 1 as it is. It has to be squared first: the slope is
    never negative, and at -1000 it is 0."""
    return _bend(lambda g, a, t: g * (1 - t))(a)


@mistake("X13-42", "tanh")
def slope_alone(a):
    """You hand on the slope alone. The blame that comes from above has to be multiplied with it."""
    return _bend(lambda g, a, t: 1 - t**2)(a)


@mistake("X13-43", "tanh")
def slope_of_the_sigmoid(a):
    """That is the rule for the slope of a sigmoid. The one of tanh needs a square."""
    return _bend(lambda g, a, t: g * t * (1 - t))(a)


@mistake("X13-44", "tanh")
def slope_at_the_blame(a):
    """You take the slope at the blame. It belongs to the place where the step was made on the way
    forward."""
    return _bend(lambda g, a, t: g * (1 - np.tanh(g) ** 2))(a)


@mistake("X13-45", "tanh")
def blame_added(a):
    """Slope and blame are added. Along a way, slopes are multiplied."""
    return _bend(lambda g, a, t: g + (1 - t**2))(a)


@mistake("X13-46", "tanh")
def straight_through(a):
    """The blame goes through as it came. Where the curve is flat, hardly anything should come
    through."""
    return _bend(lambda g, a, t: g + 0)(a)


@mistake("X13-50", "stop_gradient")
def hands_it_back(x):
    """You hand x itself back, and with it all of its past. A new Node has none."""
    return as_node(x)


@mistake("X13-51", "stop_gradient")
def lets_through(x):
    """The value is right, but the blame goes on to x. Who has no parents, has nobody to hand it
    on to."""
    x = as_node(x)
    return Node(x.value, (x,), lambda g: (g,))


@mistake("X13-52", "stop_gradient")
def hands_on_zeros(x):
    """You hand on blame of 0. That is not the same as no way at all: for an unconnected source
    a tape says None, and here it would say 0."""
    x = as_node(x)
    return Node(x.value, (x,), lambda g: (np.zeros_like(x.value),))


@mistake("X13-53", "stop_gradient")
def cuts_off_x(x):
    """You have taken the parents away from x itself. Others may still need its past: leave x alone
    and make a new Node."""
    x = as_node(x)
    x.parents = ()
    return Node(x.value)


@mistake("X13-54", "stop_gradient")
def loses_the_value(x):
    """The way back is stopped, but the value is gone, too. On the way forward all stays as it
    was."""
    return Node(np.zeros_like(as_node(x).value))
