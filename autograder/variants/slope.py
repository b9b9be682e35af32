"""Right ways to find a slope and to step down it."""

import warnings

import numpy as np

from autograder.variants.core import variant

DERIVATIVES = ("numerical_derivative", "repaired_derivative")


@variant("V-34", *DERIVATIVES)
def five_points(f, x, h=1e-5):
    """Another step size and a formula of higher order: more exact than the expected value."""
    h = 1e-3
    return (-f(x + 2 * h) + 8 * f(x + h) - 8 * f(x - h) + f(x - 2 * h)) / (12 * h)


@variant("W01-01", *DERIVATIVES)
def mean_of_both_sides(f, x, h=1e-5):
    """Mean of the two one-sided slopes: the same formula in another order of operations."""
    right = (f(x + h) - f(x)) / h
    left = (f(x) - f(x - h)) / h
    return 0.5 * (left + right)


@variant("V-22", *DERIVATIVES)
def zero_dimensional_array(f, x, h=1e-5):
    """A 0-d array where a test asks for the type float."""
    return np.array((f(x + h) - f(x - h)) / (2 * h))


@variant("V-12", *DERIVATIVES)
def prints_and_warns(f, x, h=1e-5):
    """Text on stdout and stderr, and a RuntimeWarning on the way."""
    print("evaluating at", x)
    warnings.warn("a warning of the student's own", RuntimeWarning, stacklevel=2)
    np.exp(np.array([1000.0]))
    return (f(x + h) - f(x - h)) / (2 * h)


@variant("V-13", *DERIVATIVES)
def other_names(function, place, distance=1e-5, verbose=False):
    """Other parameter names and an extra optional one: calls by keyword would fail."""
    return (function(place + distance) - function(place - distance)) / (2 * distance)


@variant("W01-06", *DERIVATIVES)
def by_a_fitted_line(f, x, h=1e-5):
    """The slope of the line through the two outer points, found by least squares."""
    offsets = np.array([-h, 0.0, h])
    heights = np.array([f(x + d) for d in offsets])
    return float(offsets @ (heights - heights.mean()) / (offsets @ offsets))


@variant("W01-02", "downhill_direction")
def numpy_sign(slope):
    """np.sign gives a numpy float, and -0.0 on flat ground."""
    return -np.sign(slope)


@variant("W01-03", "downhill_direction")
def branches(slope):
    """Three plain branches."""
    if slope > 0:
        return -1
    if slope < 0:
        return 1
    return 0


@variant("W01-04", "downhill_direction")
def as_float(slope):
    """Right numbers as floats."""
    return 0.0 if slope == 0 else -slope / abs(slope)


@variant("W01-05", "step_1d")
def stepwise(x, slope, lr):
    """Two lines and an array of one number."""
    step = np.array([-lr * slope])
    return x + step


@variant("V-01", "step_1d")
def single_precision(x, slope, lr):
    """Everything in float32: last digits differ."""
    return np.float32(x) - np.float32(lr) * np.float32(slope)


@variant("W01-07", "step_1d")
def by_size_and_direction(x, slope, lr):
    """First the direction, then the length of the step."""
    direction = -1 if slope > 0 else 1
    return x + direction * lr * abs(slope)
