"""Reading an order of nodes (13): many are right, as long as parents come before their children."""

from __future__ import annotations

import numpy as np

from downslope.ladder import describe
from downslope.readings import FINE, plain_numbers, reading
from downslope.sheet import Case, Finding, Observed


@reading("order")
def order(cases: tuple[Case, ...], seen: list[Observed]) -> list:
    """Two findings a case: is each node there once, and does each come after its parents?

    A case is (graph, target) of the driver "order", and its result positions in the graph. What is
    not fine is told with the position of the node where it first shows.
    """
    return [
        _read(o.value, *case.args) if o.outcome == "returned" else None
        for case, o in zip(cases, seen, strict=True)
    ]


def _read(value, graph: dict, target: int) -> tuple[Finding, Finding]:
    found = plain_numbers(value)
    if found is None or found.ndim != 1 or not np.isfinite(found).all():
        words = f"toposort should return a list of Nodes; yours gave {describe(value)}."
        return (Finding("form", words),) * 2
    places = [int(k) for k in found]
    parents: dict[int, set[int]] = {}
    for child, parent in graph["edges"].tolist():
        parents.setdefault(child, set()).add(parent)
    nodes = _who_is_there(places, _ancestors(target, parents), target)
    if nodes.kind not in ("fine", "twice"):
        return nodes, Finding(
            "incomplete", "The order counts as soon as just the right nodes are in."
        )
    first = {k: at for at, k in reversed(list(enumerate(places)))}
    for at, k in enumerate(places):
        if not (late := [p for p in parents.get(k, ()) if first.get(p, -1) > at]):
            continue
        if all(first[p] > first[c] for c in first for p in parents.get(c, ()) if p in first):
            words = (
                "Every node stands before its parents: the order is exactly the wrong way round."
            )
            return nodes, Finding("backwards", words)
        words = f"Node {k} comes before Node {min(late)}, one of those that it was made from."
        return nodes, Finding(f"early {k}", words)
    return nodes, FINE


def _ancestors(target: int, parents: dict[int, set[int]]) -> set[int]:
    """`target` and all that it was made from."""
    found, waiting = {target}, [target]
    while waiting:
        new = parents.get(waiting.pop(), set()) - found
        found |= new
        waiting += new
    return found


def _who_is_there(places: list[int], wanted: set[int], target: int) -> Finding:
    """Is each of the wanted nodes in the list, once, and no other?"""
    there = set(places)
    if -1 in there or there - wanted:
        which = min(there - wanted)
        words = "The list holds a node that the target was not made from."
        if which < 0:
            words = "The list holds something that is no Node of this graph: a value, or a note?"
        return Finding(f"stranger {which}", words)
    if target not in there:
        return Finding("without target", "The node itself is missing; it should come last.")
    if missing := wanted - there:
        words = f"{len(missing)} of {len(wanted)} nodes are missing; Node {min(missing)} is one."
        return Finding(f"missing {sorted(missing)[:20]}", words)
    if len(places) > len(there):
        twice = int(np.argmax(np.bincount(places)))
        words = f"Node {twice} is in the list {places.count(twice)} times; once is enough."
        return Finding("twice", words)
    return FINE
