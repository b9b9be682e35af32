"""Two epochs of a training (09): the biases tell whether the second one had an order of its own."""

from itertools import permutations, product

import numpy as np

from downslope.readings_training import _repeats
from downslope.sheet import Case, Seed

ORDERS = list(permutations(range(4)))
CASE = Case((np.zeros((4, 2)), np.array([2, 0, 3, 1]), [2, 4], 1.5, 1, 2, Seed(0)))


def walked(labels) -> np.ndarray:
    b = np.zeros(4)
    for label in labels:
        P = np.exp(b)
        b = b + 1.5 * (np.eye(4)[label] - P / P.sum())
    return b


def test_a_walk_repeats_its_order_if_and_only_if_it_is_told_to():
    told = {(p, q) for p, q in product(ORDERS, ORDERS) if _repeats(walked(p + q), CASE)}
    assert told == {(p, p) for p in ORDERS}
