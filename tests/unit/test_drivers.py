"""What stands between a check of 13 and functions that work on Nodes: plain data on both sides."""

import numpy as np
import pytest

from autograder.box import Box
from autograder.truth import tape as truth
from downslope.drivers import KNOWN, NOBODY, driven
from downslope.observe import observe
from downslope.tape import Node, as_node
from tests.boxes import needs_box

DIAMOND = {  # 0 -> 1 -> 3 and 0 -> 2 -> 3; 4 stands apart
    "values": np.array([2.0, 6.0, 10.0, 16.0, 7.0]),
    "edges": np.array([[1, 0], [2, 0], [3, 1], [3, 2]]),
    "slopes": np.array([3.0, 5.0, 1.0, 1.0]),
}
DOUBLE = """
from downslope.tape import Node
def twice(a):
    return Node(2 * a.value, (a,), lambda g: (2 * g,))
def toposort(node):
    return [node.parents[0], node]
"""


def test_without_a_driver_a_function_stays_what_it_is():
    assert driven(np.sum, "") is np.sum
    assert set(KNOWN) == {"step", "order", "tape", "gradient", "trained"}


def test_one_step_gives_the_value_and_what_each_parent_gets():
    a, b, g = np.array([1.0, 2.0]), np.array([3.0, 4.0]), np.array([10.0, 100.0])
    value, da, db = driven(truth.mul, "step")(a, b, g)
    assert (value.tolist(), da.tolist(), db.tolist()) == ([3, 8], [30, 400], [10, 200])
    for constant in (5.0, [3, 4], np.array([3, 4])):
        assert driven(truth.mul, "step")(a, constant, g)[2] == NOBODY
    assert len(driven(truth.sum_, "step")(a, 0, g[:1])) == 2  # a setting gets nothing


def test_one_step_sees_what_is_no_parent_any_more():
    def loses(x):
        x.parents = ()
        return Node(x.value)

    x, g = np.array([1.0]), np.array([1.0])
    assert driven(truth.stop_gradient, "step")(x, g)[1] == NOBODY
    assert driven(lambda x: x, "step")(x, g)[1] == "it is the same Node"
    assert driven(loses, "step")(x, g)[1] == "its parents are gone"


def test_a_graph_is_made_and_its_order_told():
    found = driven(truth.toposort, "order")(DIAMOND, 3)
    assert sorted(found.tolist()) == [0, 1, 2, 3]
    assert driven(lambda node: [node, Node(1.0)], "order")(DIAMOND, 3).tolist() == [3, -1]


def test_a_tape_is_asked_again_and_again_and_finds_a_right_order():
    ask = [{"target": 3, "sources": {"x": 0, "others": [4, 1]}}, {"target": 3, "sources": 0},
           {"target": 3, "sources": 4, "unconnected": "zero"}]  # fmt: skip
    answers = driven(truth.Tape, "tape")(DIAMOND, [0, 4], ask)
    assert answers == [{"x": 8.0, "others": [NOBODY, NOBODY]}, 8.0, 0.0]

    scope = {"as_node": as_node, "np": np, "toposort": None}  # an order that nobody has written
    exec("class Tape:\n watch = as_node\n def gradient(self, t, s): return len(toposort(t))", scope)
    scope["Tape"].watch = lambda self, x: as_node(x)
    assert driven(scope["Tape"], "tape")(DIAMOND, [0], ask[1:2]) == [4]
    assert scope["toposort"] is None


def test_blame_goes_through_matrices_and_a_slope_of_1_hands_on_the_same_array():
    J, one = np.array([[1.0, 2], [3, 4]]), {"values": np.ones((2, 2)), "edges": np.array([[1, 0]])}
    assert driven(truth.gradient, "gradient")({**one, "slopes": J[np.newaxis]}, 1, 0).tolist() == [
        4,
        6,
    ]

    def itself(target, source):
        g = np.ones(2)
        return target.vjp(g)[0] is g

    assert driven(itself, "gradient")({**one, "slopes": np.ones(1)}, 1, 0)


@pytest.mark.parametrize(
    ("function", "driver", "args", "words"),
    [
        (lambda a: None, "step", (np.ones(1), 1.0), "has to return a Node, not None"),
        (
            lambda a: Node(1, (a,)),
            "step",
            (np.ones(1), 1.0),
            "vjp of the Node has to be a function",
        ),
        (lambda a: Node(1, (a,), lambda g: g), "step", (np.ones(1), 1.0), "return a tuple, not a "),
        (lambda a: Node(1, (a,), lambda g: ()), "step", (np.ones(1), 1.0), "return 1 arrays"),
        (lambda node: None, "order", (DIAMOND, 3), "has to return a list of Nodes, not None"),
        (lambda: 1, "tape", (DIAMOND, [0], []), "a class with the methods watch and gradient"),
    ],
)
def test_what_a_driver_cannot_use_becomes_a_sentence(function, driver, args, words):
    seen = observe(function, args, driver)
    assert seen.outcome == "raised"
    assert words in seen.error


@needs_box
def test_in_the_box_it_is_the_same():
    with Box("13_autodiff") as box:
        assert box.run_cell(DOUBLE).error is None
        with box.check("twice", driver="step") as fork:
            seen = fork.call((np.array([1.0, 2.0]), np.array([10.0, 100.0])))
        assert [v.tolist() for v in seen.value] == [[2, 4], [20, 200]]
        with box.check("toposort", driver="order") as fork:
            assert fork.call((DIAMOND, 1)).value.tolist() == [0, 1]
            assert fork.call((DIAMOND, 0)).error.startswith("IndexError")
        with box.check("nothing", driver="order") as fork:
            assert fork.call((DIAMOND, 0)).outcome == "missing"
