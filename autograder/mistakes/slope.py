"""What goes wrong with slopes in one dimension."""

import numpy as np

from autograder.mistakes.core import mistake

DERIVATIVES = ("numerical_derivative", "repaired_derivative")


@mistake("FD-01", *DERIVATIVES)
def to_the_right_only(f, x, h=1e-5):
    """You compare f(x) with one neighbour only. How does the error shrink if you look the same
    distance to the left and to the right?"""
    return (f(x + h) - f(x)) / h


@mistake("X01-01", *DERIVATIVES)
def to_the_left_only(f, x, h=1e-5):
    """You look to the left of x only. A slope measured over both sides is far more exact."""
    return (f(x) - f(x - h)) / h


@mistake("FD-02", *DERIVATIVES)
def divided_by_h(f, x, h=1e-5):
    """Exactly twice too steep: how far apart are the two points at which you evaluate f?"""
    return (f(x + h) - f(x - h)) / h


@mistake("X01-02", *DERIVATIVES)
def wrong_sign_of_h(f, x, h=1e-5):
    """The sign is wrong: the run goes to the left, so the rise has to be measured in that
    direction as well."""
    return (f(x - h) - f(x)) / h


@mistake("X01-03", *DERIVATIVES)
def left_minus_right(f, x, h=1e-5):
    """Only the sign is wrong: which of the two heights is the one further on?"""
    return (f(x - h) - f(x + h)) / (2 * h)


@mistake("X01-04", *DERIVATIVES)
def precedence(f, x, h=1e-5):
    """Far too small: `/ 2 * h` divides by 2 and then multiplies by h. Brackets decide what is
    divided by what."""
    return (f(x + h) - f(x - h)) / 2 * h


@mistake("X01-05", *DERIVATIVES)
def h_squared(f, x, h=1e-5):
    """Your slope grows without limit when h shrinks: it is divided by h squared. Rise over run
    needs the run once."""
    return (f(x + h) - f(x - h)) / (2 * h**2)


@mistake("X01-06", *DERIVATIVES)
def rise_only(f, x, h=1e-5):
    """That is the rise alone. A slope is rise divided by run."""
    return f(x + h) - f(x - h)


@mistake("X01-07", *DERIVATIVES)
def secant_from_zero(f, x, h=1e-5):
    """You return the height f(x), not the slope at x."""
    return f(x)


@mistake("X01-08", "downhill_direction")
def uphill(slope):
    """You point uphill: a positive slope means that the ground rises to the right, so down is to
    the left."""
    return int(np.sign(slope))


@mistake("X01-09", "downhill_direction")
def never_flat(slope):
    """Right on slopes, but on level ground (slope 0) there is no downhill: the answer is 0."""
    return -1 if slope > 0 else 1


@mistake("X01-10", "downhill_direction")
def always_moves_left_on_flat(slope):
    """Right on slopes, but on level ground (slope 0) the hiker should stay: the answer is 0."""
    return -1 if slope >= 0 else 1


@mistake("X01-11", "downhill_direction")
def keeps_the_steepness(slope):
    """You return minus the slope itself. Only the direction is asked: -1, 0 or +1."""
    return -slope


@mistake("X01-12", "downhill_direction")
def in_words(slope):
    """You answer in words; a number is asked for: -1 for left, +1 for right, 0 for stay."""
    return "left" if slope > 0 else "right" if slope < 0 else "stay"


@mistake("X01-13", "downhill_direction")
def gentle_slopes_are_flat(slope):
    """A very gentle slope still is a slope: only exactly 0 counts as level."""
    return 0 if abs(slope) < 1e-3 else int(-np.sign(slope))


@mistake("X01-14", "step_1d")
def step_uphill(x, slope, lr):
    """Your step goes uphill: the slope points up, so subtract it."""
    return x + lr * slope


@mistake("X01-15", "step_1d")
def sign_only(x, slope, lr):
    """Every step of yours has length lr. On steep ground the step should be longer: use the slope
    itself, not only its sign."""
    return x - lr * np.sign(slope)


@mistake("X01-16", "step_1d")
def without_learning_rate(x, slope, lr):
    """Your step is the same for every learning rate. Where should lr come in?"""
    return x - slope


@mistake("X01-17", "step_1d")
def the_step_alone(x, slope, lr):
    """You return the step, not the place where the hiker stands after it. Start from x."""
    return -lr * slope


@mistake("X01-18", "step_1d")
def scales_the_place(x, slope, lr):
    """You multiply x by something: the step should be taken off x, whatever x is."""
    return x * (1 - lr * slope)


@mistake("X01-19", "step_1d")
def divides_by_learning_rate(x, slope, lr):
    """A larger learning rate should make a longer step; yours makes it shorter."""
    return x - slope / lr
