"""Whoever walks every way through a graph by itself is right, and never gets to the end (13).

No mistake is named from a call that ran out of time, so these two are tried here.
"""

import numpy as np
import pytest

from autograder.checks import EXERCISES
from autograder.judge import judge, observe_all
from autograder.mistakes.tape import _Tape
from tests.sheets import drawn

LONG = 100_000  # steps; with a list of those seen it takes some hundreds (a chain: 15,000)


def steps():
    """Stands in for the clock of the box."""
    yield from range(LONG)
    raise TimeoutError


def every_way_in_order(node):
    order, waiting, clock = {}, [(node, False)], steps()
    while waiting:
        next(clock)
        here, ready = waiting.pop()
        if ready:
            order.setdefault(here)
        else:
            waiting += [(here, True), *((parent, False) for parent in here.parents)]
    return list(order)


class EveryWay(_Tape):
    def blame(self, target):
        blame, waiting, clock = {}, [(target, np.ones_like(target.value))], steps()
        while waiting:
            next(clock)
            node, piece = waiting.pop()
            blame[node] = blame[node] + piece if node in blame else piece
            if node.parents:
                waiting += zip(node.parents, node.vjp(piece), strict=True)
        return blame


@pytest.mark.parametrize(("name", "slow"), [("toposort", every_way_in_order), ("Tape", EveryWay)])
def test_very_many_ways_take_too_long_one_by_one(name, slow):
    sheet = drawn(name)
    verdict = judge(sheet, observe_all(slow, sheet.cases, EXERCISES[name].driver))
    lost = {part.name: part.message for part in verdict.parts if not part.passed}
    assert set(lost) == {"ways"}
    assert "too long" in lost["ways"]
