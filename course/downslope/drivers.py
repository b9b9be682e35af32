"""Drivers: how a check tries what works on Nodes (13), with plain numbers in and plain numbers out.

A Node cannot be written down in golden data or sent into the box. So a check of 13 names a driver:
it makes the Nodes out of the arrays of a case, calls the student's function with them, and turns
what comes back into arrays and words again. In the box it runs on the student's side, and what it
hands out is believed no more than any other result.

A graph is a dict of plain data: "values": (n,) or (n, m), what each node holds; "edges": (e, 2)
int, each a pair (child, parent), in the order of the child's parents; "slopes": (e,) or (e, m, m),
the slope of the child by the parent. A node that has edges hands blame g on to a parent as
slope * g, or as g @ slope.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from functools import partial

import numpy as np

from downslope.tape import Node

NOBODY = "None"  # a word in the place of None, which is no result that could be compared
KNOWN: dict[str, Callable] = {}


def driven(function: Callable, driver: str) -> Callable:
    """`function` as it is, or behind the driver of that name, if there is one."""
    return partial(KNOWN[driver], function) if driver else function


def driver(name: str):
    """Register the decorated function(student's function, *arguments of a case) as a driver."""

    def register(function: Callable) -> Callable:
        KNOWN[name] = function
        return function

    return register


@driver("step")
def one_step(operation, *args):
    """Make one step forward and take blame one step back.

    The last of `args` is the blame g for the outcome. Before it, arrays of floats become Nodes;
    arrays of integers, lists and floats are constants; all else is a setting. Returns the value,
    and for each Node and constant the blame handed on to it: an array, or "None" where it is no
    parent of the outcome (as no constant can be).
    """
    *given, g = args
    ancestor = Node(0.0)
    nodes = [
        Node(value, (ancestor,), lambda g: (np.sum(g),)) if _is_floats(value) else value
        for value in given
    ]
    out = _node(operation(*nodes), "The function")
    if strangers := [parent for parent in out.parents if not isinstance(parent, Node)]:
        raise TypeError(f"the parents of the Node have to be Nodes, not {_kind(strangers[0])}")
    handed_on = _pieces(out, g) if out.parents else ()
    found = []
    for node in nodes:
        if isinstance(node, (float, list, np.ndarray)):
            found.append(NOBODY)
        elif isinstance(node, Node) and node.parents != (ancestor,):
            found.append("its parents are gone")
        elif isinstance(node, Node):
            mine = [piece for p, piece in zip(out.parents, handed_on, strict=True) if p is node]
            found.append(sum(mine[1:], start=mine[0]) if mine else NOBODY)
    if any(out is node for node in nodes):
        found = ["it is the same Node"] * len(found)
    return out.value, *found


def _is_floats(value) -> bool:
    return isinstance(value, np.ndarray) and value.dtype.kind == "f"


@driver("order")
def order(toposort, graph, target):
    """Ask for the order of all that `target` (a position in the graph) was made from.

    Returns positions, an int array; -1 for what is no node of the graph.
    """
    nodes = _nodes(graph)
    found = toposort(nodes[target])
    if not isinstance(found, (list, tuple)):
        raise TypeError(f"toposort has to return a list of Nodes, not {_kind(found)}")
    place = {id(node): k for k, node in enumerate(nodes)}
    return np.array([place.get(id(node), -1) for node in found], dtype=int)


@driver("tape")
def play(Tape, graph, watched, questions):
    """Let a tape watch some nodes and ask it for gradients, again and again.

    watched: positions. questions: list of dicts {"target": position, "sources": a position, or
    lists and dicts of them, "unconnected": a word, may be missing}. Returns a list with an answer
    to each: arrays, or "None", arranged as the sources are. While the tape is tried, the name
    `toposort` stands for an order that is right: in these graphs parents come before children.
    (Not so in those of which an order is asked.)
    """
    tape = Tape()
    if not hasattr(tape, "watch") or not hasattr(tape, "gradient"):
        raise TypeError("Tape has to be a class with the methods watch and gradient")
    nodes = _nodes(graph, {k: lambda x: _node(tape.watch(x), "watch") for k in watched})
    with _right_order(tape.gradient, nodes):
        return [_answer(tape, nodes, question) for question in questions]


@driver("gradient")
def gradient(function, graph, target, source):
    """Ask for the gradient of one node by another; `toposort` stands for an order that is right."""
    nodes = _nodes(graph)
    with _right_order(function, nodes):
        return function(nodes[target], nodes[source])


def _answer(tape, nodes: list[Node], question: dict):
    """Ask one question; the answer in plain data."""
    sources = _arranged(question["sources"], nodes)
    rest = {"unconnected": question["unconnected"]} if "unconnected" in question else {}
    return _worded(tape.gradient(nodes[question["target"]], sources, **rest))


def _arranged(which, nodes: list[Node]):
    """The nodes at some positions, in the lists and dicts in which the positions stand."""
    if isinstance(which, dict):
        return {name: _arranged(part, nodes) for name, part in which.items()}
    return [_arranged(part, nodes) for part in which] if isinstance(which, list) else nodes[which]


@driver("trained")
def trained(fit, *args):
    """Train, and ask what came out: the last of `args` holds rows X (n, D), the rest is for `fit`.

    `fit` returns predict(X). Returns its answers for all rows of X together, and those for three
    of the rows one at a time; or, if what came back is no function, that.
    """
    *given, X = args
    predict = fit(*given)
    if not callable(predict):
        return predict
    few = [X[i : i + 1].copy() for i in (0, len(X) // 2, len(X) - 1)]
    return predict(X.copy()), [predict(row) for row in few]


def _worded(found):
    """An answer with the word "None" in the place of every None."""
    if isinstance(found, dict):
        return {name: _worded(part) for name, part in found.items()}
    if isinstance(found, (list, tuple)):
        return [_worded(part) for part in found]
    return NOBODY if found is None else found


def _nodes(graph: dict, watch: dict[int, Callable] | None = None) -> list[Node]:
    """The nodes of a graph. watch: position -> what makes the node there out of a value or Node."""
    slopes = graph["slopes"]
    slopes = slopes.tolist() if slopes.ndim == 1 else slopes  # floats are handled much faster
    edges: list[list] = [[] for _ in graph["values"]]
    for (child, parent), slope in zip(graph["edges"].tolist(), slopes, strict=True):
        edges[child].append((parent, slope))
    nodes: list[Node] = []
    for k, value in enumerate(graph["values"]):
        made = Node(value) if edges[k] else value
        made = watch[k](made) if watch and k in watch else made
        nodes.append(made if isinstance(made, Node) else Node(made))
    for node, above in zip(nodes, edges, strict=True):
        if above:
            node.parents = tuple(nodes[p] for p, _ in above)
            node.vjp = partial(_hand_on, [slope for _, slope in above])
    return nodes


def _hand_on(slopes: list, g) -> tuple:
    """What a step hands on to its parents; where a slope is 1, the very array g, as a sum does."""
    return tuple([(g if s == 1 else s * g) if isinstance(s, float) else g @ s for s in slopes])


@contextmanager
def _right_order(function, nodes: list[Node]):
    """Let the name `toposort`, as `function` knows it, stand for the order of `nodes`."""
    scope = getattr(function, "__globals__", {})
    own = {"toposort": scope["toposort"]} if "toposort" in scope else {}
    scope["toposort"] = lambda *given, **named: _as_made(nodes, *[*given, *named.values()][:1])
    try:
        yield
    finally:
        del scope["toposort"]
        scope.update(own)


def _as_made(nodes: list[Node], target: Node) -> list[Node]:
    """All that `target` was made from, and itself, in the order in which it was made."""
    nodes = nodes if any(node is target for node in nodes) else [*nodes, target]
    needed = {id(target)}
    for node in reversed(nodes):
        if id(node) in needed:
            needed.update(map(id, node.parents))
    return [node for node in nodes if id(node) in needed]


def _node(found, who: str) -> Node:
    if not isinstance(found, Node):
        raise TypeError(f"{who} has to return a Node, not {_kind(found)}")
    return found


def _pieces(out: Node, g) -> tuple:
    """What the step to `out` hands on, one piece for each parent."""
    if not callable(out.vjp):
        raise TypeError(f"the vjp of the Node has to be a function, not {_kind(out.vjp)}")
    pieces = out.vjp(g)
    if not isinstance(pieces, (tuple, list)):
        raise TypeError(f"vjp has to return a tuple, not {_kind(pieces)}")
    if len(pieces) != len(out.parents):
        raise TypeError(f"vjp has to return {len(out.parents)} arrays, one for each parent")
    return tuple(pieces)


def _kind(value) -> str:
    kind = type(value).__name__
    return "None" if value is None else "an array" if kind == "ndarray" else f"a {kind}"
