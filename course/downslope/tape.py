"""What a recording is made of (13): nodes that remember which nodes they came from.

A `Node` holds a value, the nodes it was computed from, and the way back through that one step. How
a step is recorded, and how a whole recording is played back, is what 13 is about.
"""

from __future__ import annotations

import numpy as np


class Node:
    """A value, and how it came about.

    value: array of floats (numbers become arrays of shape (), integers become floats).
    parents: tuple of Nodes, those it was computed from; () for what was simply given. A Node that
        was used twice stands there twice.
    vjp: function; takes the blame g for this value, an array of its shape, and returns a tuple with
        one array for each parent, of the parent's shape: the blame that this one step hands on to
        it. None where there are no parents. (The letters: *vector-Jacobian product*.)

    Nodes are told apart by who they are, not by their values: they can be keys of a dict or stand
    in a set.
    """

    def __init__(self, value, parents=(), vjp=None):
        self.value = _floating(value)
        self.parents = tuple(parents)
        self.vjp = vjp

    def __repr__(self):
        born = f" from {len(self.parents)}" if self.parents else ""
        return f"<Node of shape {self.value.shape}{born}>"


def as_node(x):
    """Return x itself if it is a Node; else a new Node without parents that holds x.

    x: Node, or anything numpy can make an array of numbers of.
    """
    return x if isinstance(x, Node) else Node(x)


def _floating(value) -> np.ndarray:
    """`value` as an array of floats, or of complex numbers: the same array where it is one."""
    array = np.asarray(value)
    return array if array.dtype.kind in "fc" else array.astype(float)
