"""Checks of assignment 13, the tape: an order, and the walk back.

Graphs are drawn as plain arrays (`downslope.drivers`): values, edges from child to parent, slopes.
No step of the student's is needed to try an order or a tape, so each is paid for alone.
"""

from dataclasses import replace

import numpy as np

from autograder.checks.core import Exercise, PartSpec
from autograder.truth import tape as truth
from downslope.sheet import Case

ASSIGNMENT = "13_autodiff"
LONG = 5000  # nodes in a chain: more than Python's calls can be deep
RUNGS = 24  # diamonds, one above the other: 17 million ways, which nobody walks one by one
MANY_ROUNDINGS = 1e-4  # what a chain's products may be off by: in single precision they add up


def graph(values, edges, slopes) -> dict:
    """values (n,) or (n, m); edges [(child, parent), …]; slopes, one number or (m, m) for each."""
    return {
        "values": np.array(values, dtype=float),
        "edges": np.array(edges, dtype=int).reshape(-1, 2),
        "slopes": np.array(slopes, dtype=float),
    }


# Nodes are numbered from 0. An edge (1, 0) says: node 1 was made from node 0.
FORK = graph([1, 2], [(1, 0), (1, 0)], [1, 1])
FORKS = graph([1, 2, 4], [(1, 0), (1, 0), (2, 1), (2, 1)], [1, 1, 1, 1])
SQUARE = graph([2, 4, 6, 10], [(1, 0), (1, 0), (2, 0), (3, 1), (3, 2)], [2, 2, 3, 1, 1])
DIAMOND = graph([3, 6, 9, 54], [(1, 0), (2, 0), (3, 1), (3, 2)], [2, 3, 9, 6])
# a short way 0 → 4 beside a long one 0 → 1 → 2 → 3 → 4; and 5, on which nothing depends
SHORTCUT = graph(
    [1, 2, 6, 7, 8, 9],
    [(1, 0), (2, 1), (3, 2), (4, 0), (4, 3), (5, 3)],
    [2, 3, 1, 1, 1, 4],
)
LATE = graph([1, 2, 3, 5, 7], [(1, 0), (2, 0), (3, 2), (3, 1), (4, 2), (4, 3)], [2, 3, 1, 1, 1, 1])


def alike(rng):
    """A ladder whose nodes all hold the same number, so that values don't tell them apart."""
    return graph(np.ones(5), [(1, 0), (2, 0), (3, 1), (3, 2), (4, 3), (4, 0)], rng.uniform(1, 2, 6))


def weave(rng, n, m=None):
    """n nodes; each but the first two has one to three parents, drawn from all before it."""
    edges = []
    for child in range(2, n):
        edges += [(child, int(p)) for p in rng.integers(0, child, size=rng.integers(1, 4))]
        edges += [(child, child - 1)] if rng.random() < 0.5 else []
    sizes = (len(edges),) if m is None else (len(edges), m, m)
    values = rng.uniform(0.5, 2, n if m is None else (n, m))
    return graph(values, edges, rng.normal(size=sizes) if m else rng.uniform(0.5, 1.5, sizes))


def ladder(rng, rungs):
    """Diamond above diamond: twice as many ways with each."""
    edges = []
    for k in range(rungs):
        foot = 3 * k
        edges += [(foot + 1, foot), (foot + 2, foot), (foot + 3, foot + 1), (foot + 3, foot + 2)]
    n = 3 * rungs + 1
    return graph(rng.uniform(1, 2, n), edges, rng.uniform(0.6, 0.8, len(edges)))


def chain(rng):
    """One node after the other, very many."""
    edges = np.stack([np.arange(1, LONG), np.arange(LONG - 1)], axis=1)
    return graph(rng.uniform(1, 2, LONG), edges, rng.uniform(0.9995, 1.0005, LONG - 1))


# --- the order -----------------------------------------------------------------------------------


def renumbered(rng, of, target, note) -> Case:
    """The same nodes under other numbers, which say nothing about who was made first."""
    new = rng.permutation(len(of["values"]))
    values = np.empty_like(of["values"])
    values[new] = of["values"]
    return Case(({**of, "values": values, "edges": new[of["edges"]]}, int(new[target])), note=note)


def orders_seen(rng):
    return [
        renumbered(rng, FORKS, 2, "b = a + a, c = b + b"),
        renumbered(rng, DIAMOND, 3, "a diamond: one node to two, both to a fourth"),
        renumbered(rng, SHORTCUT, 4, "a long way and a short one"),
        renumbered(rng, LATE, 4, "two ways of different lengths to two nodes"),
        renumbered(rng, alike(rng), 4, "all nodes hold the same number"),
        renumbered(rng, SQUARE, 0, "a node that was simply given"),
    ]


def orders_at_random(rng):
    return [renumbered(rng, weave(rng, n), n - 1, f"{n} nodes at random") for n in (8, 12, 16)]


def orders_of_many_ways(rng):
    return [
        renumbered(rng, ladder(rng, RUNGS), 3 * RUNGS, f"{RUNGS} diamonds in a row"),
        renumbered(rng, weave(rng, 12, 2), 9, "12 nodes at random"),
    ]


def orders_of_chains(rng):
    return [renumbered(rng, chain(rng), LONG - 1, f"a chain of {LONG} nodes")]


toposort = Exercise(
    function="toposort",
    assignment=ASSIGNMENT,
    truth=truth.toposort,
    arguments=("graph", "target"),
    results=("nodes", "order"),
    reading="order",
    driver="order",
    parts=(
        PartSpec("nodes", "each node once", 2, True, orders_seen, ("nodes",)),
        PartSpec("order", "parents before children", 3, True, orders_seen, ("order",)),
        PartSpec("random", "graphs at random", 1, False, orders_at_random),
        PartSpec("ways", "very many ways", 1, False, orders_of_many_ways),
        PartSpec("chain", f"a chain of {LONG} nodes", 2, False, orders_of_chains),
    ),
)

# --- the tape ------------------------------------------------------------------------------------


def ask(target, sources, unconnected=None) -> dict:
    rest = {} if unconnected is None else {"unconnected": unconnected}
    return {"target": target, "sources": sources, **rest}


def tape_case(of, watched, *questions, note) -> Case:
    return Case((of, list(watched), list(questions)), note=note)


PAIR = graph([[1, 2], [3, 4], [4, 6], [5, 8]], [(2, 0), (2, 1), (3, 2), (3, 0)], [1, 1, 1, 1])
J = np.array([[[1.0, 2], [3, 4]]])
THROUGH_A_MATRIX = graph([[1, 1], [4, 6]], [(1, 0)], J)


def tapes_by_hand(rng):
    return [
        tape_case(SQUARE, [0], ask(3, 0), note="y = x² + 3x at x = 2: the slope is 7"),
        tape_case(FORKS, [0], ask(2, 0), note="b = a + a, c = b + b: dc/da is 4"),
        tape_case(DIAMOND, [0], ask(3, 0), note="2a times 3a at a = 3: the slope is 36"),
        tape_case(SHORTCUT, [0], ask(4, 0), note="a long way and a short one: 6 + 1"),
        tape_case(
            THROUGH_A_MATRIX,
            [0],
            ask(1, 0),
            note="an array of 2: the gradient of its sum is (4, 6)",
        ),
    ]


def tapes_with_many_sources(rng):
    some = ask(4, {"start": 0, "inside": [2, 3], "end": 4})
    return [
        tape_case(SHORTCUT, [0, 2, 3, 4], some, note="a dict with a list in it"),
        tape_case(PAIR, [0, 1], ask(3, [1, 0]), note="a list; s = a + b, t = s + a"),
        tape_case(DIAMOND, [0, 1, 2], ask(3, [2, 1, 0]), note="a list, the last one first"),
    ]


def tapes_without_a_way(rng):
    return [
        tape_case(SHORTCUT, [0, 5], ask(4, [0, 5]), note="node 5 lies beside the way: None"),
        tape_case(SHORTCUT, [0, 5], ask(4, [5, 0], "zero"), note='unconnected="zero"'),
        tape_case(PAIR, [0], ask(3, [0, 1]), note="node 1 is not watched: None"),
        tape_case(PAIR, [0], ask(3, [0, 1], "zero"), note='node 1 is not watched, "zero"'),
    ]


def tapes_played_again(rng):
    return [
        tape_case(SQUARE, [0], ask(3, 0), ask(3, 0), note="the same question twice"),
        tape_case(
            SHORTCUT, [0, 2], ask(4, 0), ask(3, [0, 2]), ask(4, [0, 2]), note="three questions"
        ),
    ]


def tapes_at_random(rng):
    cases = []
    for n, m in ((9, None), (14, 2), (7, 3)):
        watched = [0, 1, n // 2, n - 1]
        asked = (ask(n - 1, watched), ask(n // 2, {"x": 0, "y": 1}, "zero"))
        cases.append(tape_case(weave(rng, n, m), watched, *asked, note=f"{n} nodes at random"))
    return cases


def tapes_of_many_ways(rng):
    return [
        tape_case(
            ladder(rng, RUNGS), [0, 3], ask(3 * RUNGS, [0, 3]), note=f"{RUNGS} diamonds in a row"
        ),
        tape_case(
            weave(rng, 16, 2), [0, 1, 5], ask(15, [0, 1, 5]), ask(15, 0), note="16 nodes at random"
        ),
    ]


def tapes_of_chains(rng):
    case = tape_case(chain(rng), [0], ask(LONG - 1, 0), note=f"a chain of {LONG} nodes")
    return [replace(case, tolerance=MANY_ROUNDINGS)]


def tapes_of_sums(rng):
    """Sums hand the very same array on to both sides; whoever adds in place spoils the other."""
    v = rng.uniform(1, 2, (6, 3))
    edges = [(2, 0), (2, 1), (3, 2), (3, 0), (4, 3), (4, 1), (5, 4), (5, 2)]
    return [
        tape_case(
            graph(v, edges, np.ones(8)), [0, 1, 2], ask(5, [0, 1, 2]), note="sums of sums of arrays"
        )
    ]


Tape = Exercise(
    function="Tape",
    assignment=ASSIGNMENT,
    truth=truth.Tape,
    arguments=("graph", "watched", "questions"),
    results=("answers",),
    driver="tape",
    parts=(
        PartSpec("by_hand", "slopes by hand", 4, True, tapes_by_hand),
        PartSpec("sources", "lists and dicts of sources", 2, True, tapes_with_many_sources),
        PartSpec("none", "no way, or not watched", 2, True, tapes_without_a_way),
        PartSpec("again", "asked again", 2, True, tapes_played_again),
        PartSpec("random", "graphs at random", 2, False, tapes_at_random),
        PartSpec("ways", "very many ways", 1, False, tapes_of_many_ways),
        PartSpec("chain", f"a chain of {LONG} nodes", 1, False, tapes_of_chains),
        PartSpec("sums", "sums of sums", 2, False, tapes_of_sums),
        PartSpec("unchanged", "leaves all values alone", 1, False, tapes_at_random,
                 rule="unchanged"),
    ),
)  # fmt: skip


def hunts_by_hand(rng):
    return [
        Case((PAIR, 3, 1), note="s = a + b, t = s + a, by b"),
        Case((PAIR, 3, 0), note="s = a + b, t = s + a, by a"),
        Case((PAIR, 3, 2), note="s = a + b, t = s + a, by s"),
        Case((SQUARE, 3, 0), note="y = x² + 3x at x = 2"),
        Case((THROUGH_A_MATRIX, 1, 0), note="through a matrix"),
    ]


def hunts_of_sums(rng):
    sums, *_ = tapes_of_sums(rng)
    return [Case((sums.args[0], 5, k), note="sums of sums of arrays") for k in (0, 1, 2, 5)]


def source_of(woven, target):
    """The node reached from `target` by always going to the earliest parent."""
    while (parents := woven["edges"][woven["edges"][:, 0] == target, 1]).size:
        target = int(parents.min())
    return target


def hunts_at_random(rng):
    found = [Case((ladder(rng, 5), 15, 0), note="five diamonds")]
    for n, m in ((8, 2), (11, None)):
        woven = weave(rng, n, m)
        found.append(Case((woven, n - 1, source_of(woven, n - 1)), note=f"{n} nodes at random"))
    return found


repaired_walk_back = Exercise(
    function="repaired_walk_back",
    assignment=ASSIGNMENT,
    truth=truth.gradient,
    arguments=("graph", "target", "source"),
    results=("gradient",),
    driver="gradient",
    parts=(
        PartSpec("by_hand", "small graphs", 3, True, hunts_by_hand),
        PartSpec("sums", "sums of sums", 1, False, hunts_of_sums),
        PartSpec("random", "graphs at random", 1, False, hunts_at_random),
    ),
)

EXERCISES = (toposort, Tape, repaired_walk_back)
