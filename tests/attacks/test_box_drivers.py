"""Cheats where Nodes are made: drivers run on the student's side, so they must hold no answer."""

import pytest

from autograder.box import Box
from autograder.checks import EXERCISES
from autograder.judge import draw, judge, rng_for

FRAME = """
import sys
from downslope import drivers
def toposort(node):
    return drivers._as_made(sys._getframe(1).f_locals["nodes"], node)
"""
ROW = """
import numpy as np
from downslope import drivers
drivers.KNOWN["order"] = lambda function, graph, target: np.arange(len(graph["values"]))
def toposort(node): pass
"""
WORDS = """
from downslope import drivers
drivers.KNOWN["tape"] = lambda Tape, graph, watched, asked: ["None" for question in asked]
class Tape: pass
"""
LIES = """
from downslope.tape import Node
class Liar(Node):
    __eq__ = lambda self, other: True
    __hash__ = lambda self: 7
def toposort(node):
    return [Liar(0.0)] * 4
"""
CHEATS = {
    "takes the nodes from the driver's frame": ("toposort", FRAME),
    "answers in the driver's place": ("toposort", ROW),
    "says None to every question": ("Tape", WORDS),
    "returns a Node that equals all others": ("toposort", LIES),
}


@pytest.mark.parametrize("cheat", CHEATS)
def test_no_part_is_earned_by_what_a_driver_knows(boxes_work, cheat):
    function, cell = CHEATS[cheat]
    exercise = EXERCISES[function]
    sheet = draw(exercise, rng_for(exercise, 5), with_mistakes=False)
    with Box("13_autodiff") as box:
        assert box.run_cell(cell).error is None
        with box.check(function, driver=exercise.driver) as fork:
            seen = [fork.call(case.args) for case in sheet.cases]
    assert {observed.outcome for observed in seen} == {"returned"}
    assert judge(sheet, seen).share == 0
