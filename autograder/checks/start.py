"""Checks of 00_start: one function, to show what a check is. It earns no points."""

from autograder.checks.core import Exercise, PartSpec
from autograder.truth import start as truth
from downslope.sheet import Case


def roads_of_the_table(rng):
    return [
        Case((3, 4), note="rise 3 m, run 4 m"),
        Case((2, 2), note="rise 2 m, run 2 m"),
        Case((-1, 4), note="rise -1 m, run 4 m: the road falls"),
    ]


def other_roads(rng):
    roads = [Case(tuple(map(float, rng.uniform([-9, 0.5], 9))), note="a road") for _ in range(4)]
    return [*roads, Case((0.0, float(rng.uniform(1, 9))), note="a level road")]


def steep_roads(rng):
    run = float(rng.uniform(1, 2))
    return [Case((run * float(rng.uniform(20, 90)), run), note="a cliff")]


steepness = Exercise(
    function="steepness",
    assignment="00_start",
    truth=truth.steepness,
    arguments=("rise", "run"),
    results=("steepness",),
    parts=(
        PartSpec("table", "the roads of the table", 5, True, roads_of_the_table),
        PartSpec("others", "other roads", 3, False, other_roads),
        PartSpec("steep", "very steep roads", 1, False, steep_roads),
    ),
)

EXERCISES = (steepness,)
