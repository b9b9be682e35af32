"""What goes wrong with the slopes of a line's two knobs.

The ids LR are those of the catalogue; X04 are our own.
"""

import numpy as np

from autograder.mistakes.core import mistake
from autograder.truth import loss as truth

GRADIENTS = ("linear_gradients", "repaired_linear_gradients")


@mistake("LR-01", *GRADIENTS)
def without_two(x, y, w, b):
    """Exactly half: the slope of a square brings a 2 in front."""
    dw, db = truth.linear_gradients(x, y, w, b)
    return dw / 2, db / 2


@mistake("LR-02", *GRADIENTS)
def summed(x, y, w, b):
    """dw and db are both exactly N = {N} times too large: the loss is a mean over the examples."""
    dw, db = truth.linear_gradients(x, y, w, b)
    return dw * len(y), db * len(y)


@mistake("LR-03", *GRADIENTS)
def every_pair(x, y, w, b):
    """Your dw stays the same when the targets are shuffled: a column minus a row compares every
    prediction with every target. Print the shape of the misses; it should be ({N},)."""
    column = x.reshape(-1, 1)
    miss = w * column + b - y
    return 2 * np.mean(miss * column), 2 * np.mean(miss)


@mistake("LR-03b", *GRADIENTS)
def every_pair_across(x, y, w, b):
    """Your dw multiplies each miss by the x of every other example, too: a column minus a row makes
    a table of {N} by {N}. Print the shape of the misses; it should be ({N},)."""
    miss = w * x.reshape(-1, 1) + b - y
    return 2 * np.mean(miss * x), 2 * np.mean(miss)


@mistake("LR-03c", *GRADIENTS)
def every_pair_as_a_product(x, y, w, b):
    """Your dw holds {N} numbers in place of one: a column minus a row makes a table of {N} by {N}
    misses. Print the shape of the misses; it should be ({N},)."""
    column = x.reshape(-1, 1)
    miss = w * column + b - y
    return 2 * column.T @ miss / len(y), 2 * np.mean(miss)


@mistake("LR-04", *GRADIENTS)
def wrong_sign(x, y, w, b):
    """Only the sign is wrong. If the misses are target minus prediction, the slope of the miss is
    a minus, too."""
    dw, db = truth.linear_gradients(x, y, w, b)
    return -dw, -db


@mistake("LR-05", *GRADIENTS)
def db_summed(x, y, w, b):
    """dw is right. db is exactly N = {N} times too large: it needs the same 1/N."""
    dw, db = truth.linear_gradients(x, y, w, b)
    return dw, db * len(y)


@mistake("LR-06", *GRADIENTS)
def prediction_without_b(x, y, w, b):
    """Right only for b = 0. The prediction inside your gradient has lost its b."""
    return truth.linear_gradients(x, y, w, 0.0)


@mistake("LR-07", *GRADIENTS)
def x_of_the_first(x, y, w, b):
    """db is right, but your dw is db times the first entry of x: each miss must be multiplied by
    the x of its own example."""
    _, db = truth.linear_gradients(x, y, w, b)
    return db * x[0], db


@mistake("X04-90", *GRADIENTS)
def db_left_out(x, y, w, b):
    """One number comes back, dw. b is a knob as well: return dw and db."""
    return truth.linear_gradients(x, y, w, b)[0]


@mistake("X04-91", *GRADIENTS)
def db_zero(x, y, w, b):
    """dw is right, but your db is always 0: b would never move. How does the loss change when all
    predictions go up a little?"""
    return truth.linear_gradients(x, y, w, b)[0], 0.0


@mistake("X04-92", *GRADIENTS)
def without_x(x, y, w, b):
    """dw and db are the same in your answer, but w reaches a prediction only through x. Where does
    x enter?"""
    _, db = truth.linear_gradients(x, y, w, b)
    return db, db


@mistake("X04-93", *GRADIENTS)
def product_of_the_means(x, y, w, b):
    """db is right, but for dw you have multiplied two means. Multiply each miss by its own x
    first, then take the mean."""
    _, db = truth.linear_gradients(x, y, w, b)
    return db * np.mean(x), db


@mistake("X04-94", *GRADIENTS)
def averaged_twice(x, y, w, b):
    """dw and db are both exactly N = {N} times too small: the 1/N went in twice. A sum, or a mean,
    but not both."""
    dw, db = truth.linear_gradients(x, y, w, b)
    return dw / len(y), db / len(y)


@mistake("X04-95", *GRADIENTS)
def one_for_each_example(x, y, w, b):
    """You return {N} numbers for dw and {N} for db, one for each example. The knobs are shared by
    all examples: add them up."""
    dpred = 2 * (w * x + b - y) / len(y)
    return dpred * x, dpred


@mistake("X04-96", *GRADIENTS)
def b_before_w(x, y, w, b):
    """The two numbers stand in the wrong order: first dw, then db."""
    return truth.linear_gradients(x, y, w, b)[::-1]


@mistake("X04-97", *GRADIENTS)
def times_w(x, y, w, b):
    """dw is right. b goes into the prediction as it is: why is your db multiplied by w?"""
    dw, db = truth.linear_gradients(x, y, w, b)
    return dw, db * w


@mistake("X04-98", "linear_gradients")
def misses_into_y(x, y, w, b):
    """Your gradients are right, but afterwards y is lost: the misses were written into it. Put
    them into an array of their own."""
    right = truth.linear_gradients(x, y, w, b)
    y[:] = w * x + b - y
    return right
