"""What goes wrong when Nodes are put in an order."""

import numpy as np

from autograder.mistakes.core import mistake
from autograder.truth import tape as truth

MANY = 40_000  # visits; who remembers needs a few for each Node


@mistake("AD-06", "toposort")
def the_wrong_way_round(node):
    """Your order begins with the target and ends with what was given. It should be the order in
    which things were made: parents first. (Who goes back, turns it round.)"""
    return truth.toposort(node)[::-1]


@mistake("AD-03", "toposort")
def forgets_whom_it_has_seen(node):
    """A Node to which two ways lead stands in your list twice. Remember which Nodes you have been
    to."""
    order = []

    def visit(node):
        if len(order) > MANY:
            raise TimeoutError  # it would take minutes
        for parent in node.parents:
            visit(parent)
        order.append(node)

    visit(node)
    return order


@mistake("X13-60", "toposort")
def before_its_parents(node):
    """You write a Node down when you come to it, and turn the list round at the end. Where a long
    way and a short one meet, that is too early: write it down when all of its parents are in."""
    order, seen, waiting = [], set(), [node]
    while waiting:
        here = waiting.pop()
        if here not in seen:
            seen.add(here)
            order.append(here)
            waiting.extend(here.parents)
    return order[::-1]


@mistake("X13-61", "toposort")
def layer_by_layer(node):
    """You go back one generation at a time. But a Node can be parent and great-grandparent of the
    same Node: then it comes too late in your list."""
    order, seen, waiting = [], {node}, [node]
    while waiting:
        order += waiting
        waiting = [p for p in dict.fromkeys(p for n in waiting for p in n.parents) if p not in seen]
        seen.update(waiting)
    return order[::-1]


@mistake("X13-62", "toposort")
def without_itself(node):
    """The target is missing from your list. It was made, too: it comes last."""
    return truth.toposort(node)[:-1]


@mistake("X13-63", "toposort")
def told_apart_by_value(node):
    """Some Nodes are missing: those that hold a number that another one holds as well. Two Nodes
    with equal values are still two."""
    held = {}
    for other in truth.toposort(node):
        value = np.asarray(other.value, dtype=float)
        held.setdefault((value.shape, value.tobytes()), other)
    return list(held.values())


@mistake("X13-64", "toposort")
def without_the_given(node):
    """What was simply given is missing from your list: the Nodes without parents. They are just
    those of which people want gradients."""
    return [n for n in truth.toposort(node) if n.parents]


@mistake("X13-65", "toposort")
def parents_only(node):
    """Your list ends with the parents. They have parents, too: go on until there are none."""
    return [*dict.fromkeys(node.parents), node]
