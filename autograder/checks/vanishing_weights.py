"""Checks of assignment 10, continued: fresh weights, judged by what luck hardly moves."""

import numpy as np

from autograder.checks.core import Exercise, PartSpec
from autograder.checks.layers_network import SPREAD_TOLERANCE, large_draw, seed_of
from autograder.truth import vanishing as truth
from downslope.readings_weights import LARGE
from downslope.sheet import Case

ASSIGNMENT = "10_vanishing"


def tables(rng, *shapes):
    """Every shape with two seeds, and once more with the first."""
    cases = []
    for n_in, n_out in shapes:
        one, other = seed_of(rng), seed_of(rng)
        letters, note = {"n_in": n_in, "n_out": n_out}, f"{n_in} inputs, {n_out} neurons"
        cases += [Case((n_in, n_out, seed), letters, note) for seed in (one, other, one)]
    return cases


def large_table(rng, n_in, n_out):
    letters, note = {"n_in": n_in, "n_out": n_out}, f"{n_in} inputs, {n_out} neurons"
    args = (n_in, n_out, seed_of(rng))
    return Case(args, letters, note, tolerance=SPREAD_TOLERANCE, about=LARGE)


def tables_seen(rng):
    return tables(rng, (3, 4))


def large_tables_seen(rng):
    return [large_table(rng, 250, 90), large_table(rng, 90, 250)]


def tables_unseen(rng):
    wide = tuple(rng.permutation(np.arange(2, 15))[:2].tolist())
    return tables(rng, wide, (5, 5))


def large_tables_unseen(rng):
    n = int(rng.integers(150, 170))
    return [large_table(rng, n - 60, 230), large_table(rng, n, n), large_table(rng, 300, n - 70)]


def table(function, right):
    return Exercise(
        function=function,
        assignment=ASSIGNMENT,
        truth=right,
        arguments=("n_in", "n_out", "rng"),
        results=("rng", "shape", "spread", "variety"),
        reading="fresh_table",
        parts=(
            PartSpec("shape", "the shape", 1, True, tables_seen, ("shape",)),
            PartSpec("different", "no two neurons alike", 1, True, tables_seen, ("variety",)),
            PartSpec("rng", "draws from rng", 1, True, tables_seen, ("rng",)),
            PartSpec("spread", "the spread", 2, True, large_tables_seen, ("spread", "variety")),
            PartSpec("random", "other shapes", 1, False, tables_unseen),
            PartSpec(
                "spread_unseen", "the spread, other shapes", 3, False, large_tables_unseen,
                ("spread", "variety"),
            ),
        ),
    )  # fmt: skip


he_init = table("he_init", truth.he_init)
xavier_init = table("xavier_init", truth.xavier_init)


# --- the bug hunt --------------------------------------------------------------------------------


def networks_seen(rng):
    one, other = seed_of(rng), seed_of(rng)
    shapes = ((2, 3, 2), (2, 3, 2), (2, 3, 2), (4, 4, 4, 3))
    seeds = (one, other, one, other)
    return [
        Case((list(s), seed), note=f"sizes {list(s)}")
        for s, seed in zip(shapes, seeds, strict=True)
    ]


def large_networks_seen(rng):
    return [large_draw((300, 200, 100), rng)]


def networks_unseen(rng):
    sizes = rng.permutation(np.arange(2, 20))[:4].tolist()
    one, other = seed_of(rng), seed_of(rng)
    return [Case((list(sizes), seed), note=f"sizes {sizes}") for seed in (one, other, one)]


def large_networks_unseen(rng):
    return [large_draw((120, 250, 400), rng)]


NAMES = ("rng", "shapes", "b", "spread", "variety")
repaired_init = Exercise(
    function="repaired_init",
    assignment=ASSIGNMENT,
    truth=truth.fresh_network,
    arguments=("sizes", "rng"),
    results=NAMES,
    reading="fresh_weights",
    parts=(
        PartSpec("spread", "the spread", 5, True, large_networks_seen, ("spread", "variety")),
        PartSpec("rest", "all the rest as before", 1, True, networks_seen),
        PartSpec("spread_unseen", "the spread, other sizes", 4, False, large_networks_unseen,
                 ("spread", "variety")),
        PartSpec("unchanged", "leaves sizes alone", 1, False, networks_unseen,
                 rule="unchanged"),
    ),
)  # fmt: skip

EXERCISES = (he_init, xavier_init, repaired_init)
