"""What goes wrong with a shot, its loss, and the leverage of the two knobs.

The ids X04 are our own.
"""

import numpy as np

from autograder.mistakes.core import mistake
from autograder.truth import loss as truth

G = truth.GRAVITY


@mistake("X04-01", "shell_range")
def range_in_metres(angle, speed):
    """Exactly 1000 times too far: that is the range in metres. Which unit does the docstring ask
    for?"""
    return truth.shell_range(angle, speed) * 1000


@mistake("X04-02", "shell_range")
def range_of_degrees(angle, speed):
    """Your gun takes the angle for degrees. It is given in radians already, which is what numpy's
    sine wants."""
    return truth.shell_range(np.radians(angle), speed)


@mistake("X04-03", "shell_range")
def range_of_the_single_angle(angle, speed):
    """Your range keeps growing from 45 to 90 degrees, but a shell fired straight up comes down at
    the gun. What stands inside the sine?"""
    return speed**2 * np.sin(angle) / G / 1000


@mistake("X04-04", "shell_range")
def range_of_the_doubled_sine(angle, speed):
    """You have doubled the sine. It is the angle that has to be doubled, before the sine is
    taken."""
    return speed**2 * 2 * np.sin(angle) / G / 1000


@mistake("X04-05", "shell_range")
def range_of_the_plain_speed(angle, speed):
    """With twice the speed your shell flies twice as far. A real one also stays in the air twice
    as long. What does this do to the range?"""
    return speed * np.sin(2 * angle) / G / 1000


@mistake("X04-06", "shell_range")
def range_with_a_cosine(angle, speed):
    """At 45 degrees your shell lands at the gun; it should fly farthest there. Sine or cosine?"""
    return speed**2 * np.cos(2 * angle) / G / 1000


@mistake("X04-07", "shell_range")
def range_with_g_of_ten(angle, speed):
    """Two percent too short: that is gravity rounded to 10. This course uses 9.81."""
    return speed**2 * np.sin(2 * angle) / 10 / 1000


@mistake("X04-08", "shell_range")
def range_without_gravity(angle, speed):
    """Gravity is missing: your shell flies 9.81 times too far."""
    return speed**2 * np.sin(2 * angle) / 1000


@mistake("X04-09", "shell_range")
def range_to_the_top(angle, speed):
    """Half as far as it should: that is the place below the top of the flight. The shell still has
    to come down."""
    return truth.shell_range(angle, speed) / 2


@mistake("X04-10", "miss_loss")
def the_miss_itself(angle, speed, target):
    """That is the miss, with its sign. A loss must not be negative: the miss has to be squared."""
    return truth.shell_range(angle, speed) - target


@mistake("X04-11", "miss_loss")
def size_of_the_miss(angle, speed, target):
    """That is the size of the miss, in km. The loss is its square, in square kilometres."""
    return abs(truth.shell_range(angle, speed) - target)


@mistake("X04-12", "miss_loss")
def half_the_square(angle, speed, target):
    """Exactly half. Some books put a factor ½ in front of the square; this course does not."""
    return truth.miss_loss(angle, speed, target) / 2


@mistake("X04-13", "miss_loss")
def metres_against_kilometres(angle, speed, target):
    """Your loss is huge: it looks as if the range were in metres and the flag in kilometres. Is
    the check of the range green?"""
    return (truth.shell_range(angle, speed) * 1000 - target) ** 2


@mistake("X04-14", "miss_loss")
def loss_in_square_metres(angle, speed, target):
    """Exactly a million times too large: that is the loss in square metres. Keep kilometres."""
    return truth.miss_loss(angle, speed, target) * 1e6


@mistake("X04-15", "miss_loss")
def difference_of_squares(angle, speed, target):
    """You have squared first and then subtracted. First the miss, then its square."""
    return truth.shell_range(angle, speed) ** 2 - target**2


@mistake("X04-16", "miss_loss")
def miss_in_parts_of_the_way(angle, speed, target):
    """Your miss is measured in parts of the distance to the flag. It should be in kilometres."""
    return (truth.shell_range(angle, speed) / target - 1) ** 2


@mistake("X04-17", "miss_loss")
def loss_of_degrees(angle, speed, target):
    """It looks as if the angle had been taken for degrees: all your shells land beside the gun. Is
    the check of the range green?"""
    return truth.miss_loss(np.radians(angle), speed, target)


def _blame(angle, speed, target, by_angle, by_speed):
    """The gradient that follows from the two slopes of the range, in metres, wrong or right."""
    miss = truth.shell_range(angle, speed) - target
    return 2 * miss * np.array([by_angle, by_speed]) / G / 1000


@mistake("X04-20", "miss_gradient")
def target_minus_range(angle, speed, target):
    """Only the sign is wrong: the miss is range minus flag. With your sign, the gun would aim
    away from the flag."""
    return -truth.miss_gradient(angle, speed, target)


@mistake("X04-21", "miss_gradient")
def without_the_two_of_the_square(angle, speed, target):
    """Exactly half: the slope of a square brings a 2 in front."""
    return truth.miss_gradient(angle, speed, target) / 2


@mistake("X04-22", "miss_gradient")
def without_the_two_of_the_angle(angle, speed, target):
    """The slope for the angle is half of what it should be; the one for the speed is right. The
    angle stands doubled inside the sine: what does that do to the slope?"""
    return truth.miss_gradient(angle, speed, target) * [0.5, 1]


@mistake("X04-23", "miss_gradient")
def without_the_two_of_the_speed(angle, speed, target):
    """The slope for the angle is right; the one for the speed is half of what it should be. The
    speed stands squared in the range: what does that do to the slope?"""
    return truth.miss_gradient(angle, speed, target) * [1, 0.5]


@mistake("X04-24", "miss_gradient")
def slopes_of_the_range(angle, speed, target):
    """These are the slopes of the range: they stay the same wherever the flag stands. The loss
    also depends on the miss. How large is it?"""
    by_angle = 2 * speed**2 * np.cos(2 * angle)
    return np.array([by_angle, 2 * speed * np.sin(2 * angle)]) / G / 1000


@mistake("X04-25", "miss_gradient")
def speed_before_angle(angle, speed, target):
    """The two numbers stand in the wrong order: first the angle, then the speed."""
    return truth.miss_gradient(angle, speed, target)[::-1]


@mistake("X04-26", "miss_gradient")
def slope_per_degree(angle, speed, target):
    """The slope for the speed is right. The one for the angle is per degree, 57 times too small;
    asked for is per radian."""
    return truth.miss_gradient(angle, speed, target) * [np.pi / 180, 1]


@mistake("X04-27", "miss_gradient")
def slope_per_charge(angle, speed, target):
    """The slope for the angle is right. The one for the speed is per charge of 100 m/s; asked for
    is per m/s."""
    return truth.miss_gradient(angle, speed, target) * [1, 100]


@mistake("X04-28", "miss_gradient")
def sine_left_as_it_is(angle, speed, target):
    """At 45 degrees the angle should have no leverage; yours has most there. What is the slope of
    a sine?"""
    double = 2 * np.sin(2 * angle)
    return _blame(angle, speed, target, speed**2 * double, speed * double)


@mistake("X04-29", "miss_gradient")
def minus_the_cosine(angle, speed, target):
    """The slope for the speed is right; the one for the angle has the wrong sign. Below 45 degrees
    a higher barrel shoots farther."""
    return truth.miss_gradient(angle, speed, target) * [-1, 1]


@mistake("X04-30", "miss_gradient")
def slopes_in_metres(angle, speed, target):
    """Exactly 1000 times too large: the miss is in kilometres, but your slopes of the range are
    in metres."""
    return truth.miss_gradient(angle, speed, target) * 1000


@mistake("X04-31", "miss_gradient")
def all_in_metres(angle, speed, target):
    """It looks as if the range were in metres and the flag in kilometres. Is the check of the
    range green?"""
    double = 2 * angle
    miss = truth.shell_range(angle, speed) * 1000 - target
    return 2 * miss * np.array([2 * speed**2 * np.cos(double), 2 * speed * np.sin(double)]) / G


@mistake("X04-32", "miss_gradient")
def sign_of_the_miss_only(angle, speed, target):
    """Your slopes know on which side of the flag the shell lands, but not how far from it. A large
    miss should pull harder than a small one."""
    return truth.miss_gradient(angle, speed, target) / (
        2 * abs(truth.shell_range(angle, speed) - target)
    )
