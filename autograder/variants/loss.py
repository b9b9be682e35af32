"""Right ways to shoot, to miss, and to find out which knob it was.

Ids V are those of the catalogue of correct variants; W04 are our own.
"""

import math

import numpy as np

from autograder.variants.core import variant

G = 9.81


@variant("W04-01", "shell_range")
def by_time_of_flight(angle, speed):
    """No double angle: how long the shell is up, times how fast it moves along."""
    seconds = 2 * speed * math.sin(angle) / G
    return seconds * speed * math.cos(angle) / 1000


@variant("V-22", "shell_range")
def zero_dimensional(angle, speed):
    """A 0-d array where a test asks for a float."""
    return np.array(2e-3 * speed * speed * np.sin(angle) * np.cos(angle) / G)


@variant("V-12", "shell_range")
def with_prints(angle, speed):
    """Prints what it does."""
    print("fire!", angle, speed)
    return speed**2 / G * np.sin(angle + angle) * 1e-3


@variant("V-01", "shell_range")
def single_precision_range(angle, speed):
    """float32: not exactly 0 for a shell fired straight up."""
    angle, speed = np.float32(angle), np.float32(speed)
    return speed * speed * np.sin(2 * angle) / np.float32(9810)


def _range(angle, speed):
    return speed**2 * math.sin(2 * angle) / (G * 1000)


@variant("W04-02", "miss_loss")
def flag_first(angle, speed, target):
    """Target minus range: the square does not mind."""
    return (target - _range(angle, speed)) ** 2


@variant("W04-03", "miss_loss")
def multiplied_out(angle, speed, target):
    """a² − 2ab + b²: the last digits cancel near a hit."""
    there = _range(angle, speed)
    return there * there - 2 * there * target + target * target


@variant("V-01", "miss_loss")
def single_precision_loss(angle, speed, target):
    """float32."""
    return (single_precision_range(angle, speed) - np.float32(target)) ** 2


@variant("W04-04", "miss_gradient")
def by_centred_differences(angle, speed, target):
    """Measured instead of derived: right to nine digits or so."""

    def loss(angle, speed):
        return (_range(angle, speed) - target) ** 2

    h = 1e-5
    by_angle = (loss(angle + h, speed) - loss(angle - h, speed)) / (2 * h)
    return np.array([by_angle, (loss(angle, speed + h) - loss(angle, speed - h)) / (2 * h)])


@variant("W04-05", "miss_gradient")
def in_metres_at_first(angle, speed, target):
    """Everything in metres, then per square kilometre; cos² − sin² for the cosine."""
    s, c = np.sin(angle), np.cos(angle)
    miss = 2 * speed**2 * s * c / G - 1000 * target
    by_angle, by_speed = 2 * speed**2 * (c * c - s * s) / G, 4 * speed * s * c / G
    return np.array([2 * miss * by_angle, 2 * miss * by_speed]) / 1e6


@variant("V-04", "miss_gradient")
def a_pair(angle, speed, target):
    """A tuple of two floats where an array is expected."""
    return tuple(float(v) for v in in_metres_at_first(angle, speed, target))


@variant("V-14", "miss_gradient")
def a_column(angle, speed, target):
    """Shape (2, 1): the right numbers in a slightly different box."""
    return in_metres_at_first(angle, speed, target).reshape(2, 1)


@variant("V-01", "miss_gradient")
def single_precision_gradient(angle, speed, target):
    """float32: at 45 degrees the slope for the angle is not quite 0."""
    angle, speed, target = (np.float32(v) for v in (angle, speed, target))
    k = np.float32(1 / 9810)
    miss = speed**2 * np.sin(2 * angle) * k - target
    by_angle, by_speed = speed**2 * np.cos(2 * angle), speed * np.sin(2 * angle)
    return 4 * miss * k * np.array([by_angle, by_speed], dtype=np.float32)


@variant("W04-06", "rank_knobs")
def in_two_goes(grad):
    """By name, then by size: sorting keeps the order of what is equal."""
    return sorted(sorted(grad), key=lambda name: abs(grad[name]), reverse=True)


@variant("W04-07", "rank_knobs")
def the_largest_again_and_again(grad):
    """Takes out the largest until nothing is left, from a copy."""
    left, names = dict(grad), []
    while left:
        best = max(abs(v) for v in left.values())
        names.append(min(name for name, v in left.items() if abs(v) == best))
        del left[names[-1]]
    return names


@variant("W04-08", "rank_knobs")
def with_numpy(grad):
    """Lexsort; numpy's own strings; a tuple in place of a list."""
    names = np.array(list(grad))
    order = np.lexsort((names, -np.abs(np.array(list(grad.values())))))
    return tuple(names[order])
