"""Checks of assignment 04: the loss of a shot, and which knob has how much leverage."""

import numpy as np

from autograder.checks.core import Exercise, PartSpec
from autograder.truth import loss as truth
from downslope.sheet import Case

ASSIGNMENT = "04_loss"


def ranges_by_hand(rng):
    return [
        Case((np.pi / 4, 98.1), note="45 degrees, 98.1 m/s"),
        Case((np.pi / 12, 98.1), note="15 degrees, 98.1 m/s"),
        Case((np.pi / 12, 196.2), note="15 degrees, twice the speed"),
        Case((5 * np.pi / 12, 98.1), note="75 degrees, 98.1 m/s"),
        Case((1.0, 50.0), note="1 radian, 50 m/s"),
    ]


def _aims(rng, n):
    """n aims (radians, m/s); none near 45 degrees, where the angle has no leverage."""
    angles = rng.uniform(5, 80, size=n)
    angles = np.radians(angles + np.where(abs(angles - 45) < 4, 8, 0))
    speeds = rng.uniform(60, 160, size=n)
    return list(zip(angles.tolist(), speeds.tolist(), strict=True))


def _flag(rng, aim):
    """A flag 0.1 to 0.6 km from where the shell lands: beyond it, or between it and the gun."""
    there, miss = truth.shell_range(*aim), rng.uniform(0.1, 0.6)
    return float(there - miss if there > 0.8 and rng.random() < 0.5 else there + miss)


def ranges_at_random(rng):
    return [Case(aim, note="a random aim") for aim in _aims(rng, 4)]


def ranges_at_the_ends(rng):
    speed = float(rng.uniform(60, 160))
    return [
        Case((0.0, speed), note="level: the shell lands at once"),
        Case((np.pi / 2, speed), note="straight up"),
        Case((float(rng.uniform(1.54, 1.56)), speed), note="almost straight up"),
        Case((float(rng.uniform(0.2, 1.2)), 0.0), note="no powder at all"),
    ]


shell_range = Exercise(
    function="shell_range",
    assignment=ASSIGNMENT,
    truth=truth.shell_range,
    arguments=("angle", "speed"),
    results=("range",),
    floor=0.1,  # km
    parts=(
        PartSpec("by_hand", "aims you can work out by hand", 5, True, ranges_by_hand),
        PartSpec("random", "random aims", 3, False, ranges_at_random),
        PartSpec("ends", "level, straight up, no powder", 1, False, ranges_at_the_ends),
    ),
)


def losses_by_hand(rng):
    return [
        Case((np.pi / 4, 98.1, 0.981), note="a hit: 45 degrees, 98.1 m/s, flag at 0.981 km"),
        Case((np.pi / 4, 98.1, 0.881), note="100 m too far"),
        Case((np.pi / 4, 98.1, 1.081), note="100 m too short"),
        Case((np.pi / 12, 100.0, 0.8), note="15 degrees, 100 m/s, flag at 0.8 km"),
    ]


def losses_at_random(rng):
    return [Case((*aim, _flag(rng, aim)), note="a random shot") for aim in _aims(rng, 4)]


def losses_far_away(rng):
    cases = zip(_aims(rng, 2), rng.uniform(20, 40, size=2), strict=True)
    return [Case((*aim, float(flag)), note="a flag very far away") for aim, flag in cases]


miss_loss = Exercise(
    function="miss_loss",
    assignment=ASSIGNMENT,
    truth=truth.miss_loss,
    builds_on=("shell_range",),
    arguments=("angle", "speed", "target"),
    results=("loss",),
    floor=1e-4,  # km², a miss of 10 m
    parts=(
        PartSpec("by_hand", "misses you can work out by hand", 5, True, losses_by_hand),
        PartSpec("random", "random shots", 3, False, losses_at_random),
        PartSpec("far", "large misses", 1, False, losses_far_away),
    ),
)


def gradients_by_hand(rng):
    return [
        Case((np.pi / 12, 98.1, 0.8), note="15 degrees, 98.1 m/s, flag at 0.8 km"),
        Case((5 * np.pi / 12, 98.1, 0.3), note="75 degrees, 98.1 m/s, flag at 0.3 km"),
        Case((np.pi / 6, 196.2, 3.0), note="30 degrees, 196.2 m/s, flag at 3 km"),
    ]


def gradients_at_45_degrees(rng):
    return [
        Case((np.pi / 4, 98.1, 0.8), note="45 degrees, 98.1 m/s: the angle has no leverage"),
        Case((np.pi / 4, 120.0, 2.0), note="45 degrees, 120 m/s, flag at 2 km"),
    ]


def gradients_at_random(rng):
    return [Case((*aim, _flag(rng, aim)), note="a random shot") for aim in _aims(rng, 5)]


def gradients_near_45_degrees(rng):
    """Here the slope per m/s is the large entry, so that it is judged to all its digits."""
    angles, speeds = np.radians(rng.uniform(44.95, 45.05, size=3)), rng.uniform(60, 160, size=3)
    aims = zip(angles.tolist(), speeds.tolist(), strict=True)
    return [Case((*aim, _flag(rng, aim)), note="close to 45 degrees") for aim in aims]


miss_gradient = Exercise(
    function="miss_gradient",
    assignment=ASSIGNMENT,
    truth=truth.miss_gradient,
    builds_on=("shell_range",),
    arguments=("angle", "speed", "target"),
    results=("gradient",),
    floor=1e-4,
    parts=(
        PartSpec("by_hand", "shots you can work out by hand", 4, True, gradients_by_hand),
        PartSpec("at_45", "45 degrees", 1, True, gradients_at_45_degrees),
        PartSpec("random", "random shots", 3, False, gradients_at_random),
        PartSpec("near_45", "close to 45 degrees", 1, False, gradients_near_45_degrees),
    ),
)


def knobs_by_hand(rng):
    return [
        Case(({"angle": -1.0, "speed": 0.5, "wind": 0.0},), note="-1, 0.5 and 0"),
        Case(({"b": 2.0, "w": -3.0},), note="two knobs, 2 and -3"),
        Case(({"first": 0.1, "second": 0.2, "third": -0.4, "fourth": 0.3},), note="four knobs"),
        Case(({"z": 3.0, "a": -2.0, "m": 1.0},), note="in the right order already"),
        Case(({"only": -7.0},), note="a single knob"),
    ]


def knobs_with_ties(rng):
    return [
        Case(({"speed": 1.0, "angle": -1.0},), note="two equal sizes, 1 and -1"),
        Case(({"c": 2.0, "b": 0.0, "w": -2.0, "a": 0.0},), note="two ties"),
    ]


def knobs_at_random(rng):
    cases = []
    for n in rng.integers(4, 8, size=4):
        names = [f"{letter}{rng.integers(10, 99)}" for letter in rng.permutation(list("abcdefghk"))]
        sizes = rng.uniform(0.5, 1, size=n) * 10.0 ** rng.permutation(np.arange(n) - 3)
        signs = rng.choice([-1.0, 1.0], size=n)
        signs[rng.permutation(n)[:2]] = 1.0, -1.0  # both signs occur
        grad = dict(zip(names, map(float, signs * sizes), strict=False))
        cases.append(Case((grad,), note=f"{n} knobs"))
    return cases


rank_knobs = Exercise(
    function="rank_knobs",
    assignment=ASSIGNMENT,
    truth=truth.rank_knobs,
    arguments=("grad",),
    results=("names",),
    parts=(
        PartSpec("by_hand", "short lists", 4, True, knobs_by_hand),
        PartSpec("ties", "equal sizes go by the alphabet", 1, True, knobs_with_ties),
        PartSpec("random", "random gradients", 3, False, knobs_at_random),
        PartSpec(
            "unchanged", "leaves its argument alone", 1, False, knobs_by_hand, rule="unchanged"
        ),
    ),
)

EXERCISES = (shell_range, miss_loss, miss_gradient, rank_knobs)
