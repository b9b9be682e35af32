"""What goes wrong on the way back along a recording."""

import numpy as np

from autograder.mistakes.core import mistake
from autograder.truth import tape as truth
from autograder.truth.tape import toposort


class _Tape(truth.Tape):
    """A tape with another way back, and other manners."""

    def blame(self, target):
        return truth.all_blame(target)

    def of(self, source, blame, unconnected):
        if source in self.watched and source in blame:
            return blame[source]
        return np.zeros_like(source.value) if unconnected == "zero" else None

    def gradient(self, target, sources, unconnected="none"):
        blame = self.blame(target)

        def arranged(sources):
            if isinstance(sources, dict):
                return {name: arranged(source) for name, source in sources.items()}
            if isinstance(sources, (list, tuple)):
                return [arranged(source) for source in sources]
            return self.of(sources, blame, unconnected)

        return arranged(sources)


def _back(target, order=None, start=1.0, add=lambda old, piece: old + piece):
    """Blame of all Nodes; the mistakes say in which order, from which start, and how to add."""
    blame = {target: start * np.ones_like(target.value)}
    for node in reversed(toposort(target)) if order is None else order:
        for parent, piece in zip(node.parents, node.vjp(blame.get(node, np.zeros_like(node.value)))
                                 if node.parents else (), strict=True):  # fmt: skip
            blame[parent] = add(blame[parent], piece) if parent in blame else piece
    return blame


@mistake("AD-01", "Tape")
class Overwrites(_Tape):
    """Right until a Node is used twice. Then you keep the blame of one use and lose the other:
    contributions from several ways add up."""

    def blame(self, target):
        return _back(target, add=lambda old, piece: piece)


@mistake("AD-02", "Tape")
class HandsOnTooEarly(_Tape):
    """Right for a tree. A Node that is used twice hands its blame on before all of it has arrived,
    and then again: too much. In which order does everybody have to wait for everybody?"""

    def blame(self, target):
        blame = {target: np.ones_like(target.value)}
        waiting, steps = [target], 0
        while waiting and steps < 3000:
            node, steps = waiting.pop(0), steps + 1
            for parent, piece in zip(
                node.parents, node.vjp(blame[node]) if node.parents else (), strict=True
            ):
                blame[parent] = blame.get(parent, 0.0) + piece
            waiting += node.parents
        return blame


@mistake("AD-04", "Tape")
class StartsWithNothing(_Tape):
    """All gradients are 0: somebody has to start. By how much does the target move when the target
    moves by 1?"""

    def blame(self, target):
        return _back(target, start=0.0)


@mistake("AD-06", "Tape")
class WalksForward(_Tape):
    """You walk from what was given to the target. Blame goes the other way: the last step hands it
    on first."""

    def blame(self, target):
        return _back(target, order=toposort(target))


@mistake("X13-70", "Tape")
class NeverForgets(_Tape):
    """The first question is answered rightly. The second one is not: what the first has left is
    still there, and is counted again. Begin each walk with nothing."""

    def __init__(self):
        super().__init__()
        self.kept = {}

    def blame(self, target):
        for node, piece in truth.all_blame(target).items():
            self.kept[node] = self.kept.get(node, 0.0) + piece
        return self.kept


@mistake("X13-71", "Tape")
class AddsInPlace(_Tape):
    """You add to an array in place that others hold as well: a sum hands the very same array on to
    both of its parents. Make a new array when you add."""

    def blame(self, target):
        def add(old, piece):
            old += piece
            return old

        return _back(target, add=add)


@mistake("X13-72", "Tape")
class ZerosForNone(_Tape):
    """Where no way leads from a source, your tape says 0. Asked for is None there, because there
    may be a mistake behind it; 0 only if somebody wants it."""

    def of(self, source, blame, unconnected):
        found = super().of(source, blame, unconnected)
        return np.zeros_like(source.value) if found is None else found


@mistake("X13-73", "Tape")
class AlwaysNone(_Tape):
    """What to do with sources that no way leads from is for the caller to say: the argument
    unconnected never enters."""

    def of(self, source, blame, unconnected):
        return super().of(source, blame, "none")


@mistake("X13-74", "Tape")
class WatchesEverything(_Tape):
    """Your tape has an answer for a Node that nobody told it to watch. It should give gradients of
    what it watches only."""

    def of(self, source, blame, unconnected):
        self.watched.add(source)
        return super().of(source, blame, unconnected)


@mistake("X13-75", "Tape")
class MeansForSums(_Tape):
    """Where the target is an array, your gradient is too small: you take that of the mean of its
    numbers. We want that of their sum: each of them starts with 1."""

    def blame(self, target):
        return _back(target, start=1 / target.value.size)


@mistake("X13-76", "Tape")
class PlaysOnce(_Tape):
    """Your tape can be played once only: after the first question the Nodes have lost their
    parents. Leave the recording as it is."""

    def blame(self, target):
        blame = truth.all_blame(target)
        for node in blame:
            node.parents = ()
        return blame


@mistake("X13-77", "Tape")
class FirstParentOnly(_Tape):
    """Only the first parent of each Node gets its blame. Every parent has a piece of its own."""

    def blame(self, target):
        blame = {target: np.ones_like(target.value)}
        for node in reversed(toposort(target)):
            if node.parents and node in blame:
                first = node.parents[0]
                blame[first] = blame.get(first, 0.0) + node.vjp(blame[node])[0]
        return blame


@mistake("X13-78", "Tape")
class StartsWithTheValue(_Tape):
    """The walk back begins with the value of the target in place of 1. All your gradients carry it
    as a factor."""

    def blame(self, target):
        return _back(target, start=target.value)


def _alone(**how):
    def gradient(target, source):
        return _back(target, **how)[source]

    return gradient


def _in_place(old, piece):
    old += piece
    return old


@mistake("X13-80", "repaired_walk_back")
def still_in_place(target, source):
    """This still has the mistake of the original. Two Nodes hold the very same array; what happens
    to the one when you add to the other in place?"""
    return _alone(add=_in_place)(target, source)


@mistake("AD-01", "repaired_walk_back")
def overwrites(target, source):
    """Now nothing is spoiled any more, but nothing is added up either: the later piece replaces
    the earlier one."""
    return _alone(add=lambda old, piece: piece)(target, source)


@mistake("X13-81", "repaired_walk_back")
def keeps_the_first(target, source):
    """Now nothing is spoiled any more, but the later pieces are lost: only the first one counts."""
    return _alone(add=lambda old, piece: old)(target, source)


@mistake("X13-82", "repaired_walk_back")
def averages(target, source):
    """Where two pieces meet you take their mean. Blame from several ways adds up."""
    return _alone(add=lambda old, piece: (old + piece) / 2)(target, source)


@mistake("X13-84", "repaired_walk_back")
def adds_twice(target, source):
    """The new piece is counted twice wherever two ways meet. Once is enough."""
    return _alone(add=lambda old, piece: old + 2 * piece)(target, source)
