"""What goes wrong with a line and its mean squared error.

The ids LR are those of the catalogue; X04 are our own.
"""

import numpy as np

from autograder.mistakes.core import mistake
from autograder.truth import loss as truth

# --- the line itself ------------------------------------------------------------------------------


@mistake("X04-60", "linear_predict")
def line_without_b(x, w, b):
    """Your line goes through 0 at x = 0, whatever b is. There the answer should be b itself."""
    return w * x


@mistake("X04-61", "linear_predict")
def line_with_swapped_knobs(x, w, b):
    """w and b have changed places: w says how steep the line is, b where it starts."""
    return b * x + w


@mistake("X04-62", "linear_predict")
def line_added_up(x, w, b):
    """You return one number, the sum. Each of the {N} entries of x needs a prediction of its
    own."""
    return np.sum(w * x) + b


@mistake("X04-63", "linear_predict")
def b_steepened(x, w, b):
    """Your b is multiplied by w, too. It should be added at the very end, as it is."""
    return w * (x + b)


@mistake("X04-64", "linear_predict")
def line_of_the_first(x, w, b):
    """That is the prediction for the first entry of x. All {N} are asked for."""
    return w * x[0] + b


@mistake("X04-65", "linear_predict")
def fractions_cut_off(x, w, b):
    """Right for some x, but where x holds whole numbers your fractions are cut off: an array made
    after the pattern of x takes whole numbers only. Make one that holds floats."""
    pred = np.zeros_like(x)
    pred[:] = w * x + b
    return pred


@mistake("X04-66", "linear_predict")
def line_in_place(x, w, b):
    """Your predictions are written into x itself, so the caller has lost x. Compute a new
    array."""
    x[:] = w * x + b
    return x


@mistake("X04-67", "linear_predict")
def only_added(x, w, b):
    """Your line always has the slope 1. w has to be a factor."""
    return x + w + b


# --- the mean squared error -----------------------------------------------------------------------


@mistake("LR-01", "mse_loss")
def slope_without_two(pred, y):
    """The loss is right; dpred is exactly half of what it should be. The slope of a square brings
    a 2 in front."""
    loss, dpred = truth.mse_loss(pred, y)
    return loss, dpred / 2


@mistake("LR-02", "mse_loss")
def sum_for_mean(pred, y):
    """Loss and dpred are both exactly N = {N} times too large: the loss is a mean over the
    examples, not a sum."""
    loss, dpred = truth.mse_loss(pred, y)
    return loss * len(y), dpred * len(y)


@mistake("LR-03", "mse_loss")
def every_pair(pred, y):
    """Your misses form a table of {N} by {N}: a column minus a row compares every prediction with
    every target. Print the shape of the difference; both arrays should have one axis of length
    {N}."""
    miss = pred.reshape(-1, 1) - y
    return np.mean(miss**2), 2 * miss / len(y)


@mistake("LR-03b", "mse_loss")
def every_pair_averaged(pred, y):
    """Your loss stays the same when the targets are shuffled: a column minus a row compares every
    prediction with every target. Print the shape of the difference; it should be ({N},)."""
    miss = pred.reshape(-1, 1) - y
    return np.mean(miss**2), 2 * miss.mean(axis=1) / len(y)


@mistake("LR-04", "mse_loss")
def slope_with_the_wrong_sign(pred, y):
    """The loss is right; dpred has the wrong sign. Where a prediction is too high, raising it
    further makes the loss larger."""
    loss, dpred = truth.mse_loss(pred, y)
    return loss, -dpred


@mistake("X04-70", "mse_loss")
def slope_not_averaged(pred, y):
    """The loss is right; dpred is exactly N = {N} times too large. If the loss is a mean, so is
    its slope."""
    loss, dpred = truth.mse_loss(pred, y)
    return loss, dpred * len(y)


@mistake("X04-71", "mse_loss")
def slope_averaged_twice(pred, y):
    """The loss is right; dpred is exactly N = {N} times too small: the 1/N went in twice."""
    loss, dpred = truth.mse_loss(pred, y)
    return loss, dpred / len(y)


@mistake("X04-72", "mse_loss")
def loss_summed(pred, y):
    """dpred is right; the loss is exactly N = {N} times too large. Asked for is the mean."""
    loss, dpred = truth.mse_loss(pred, y)
    return loss * len(y), dpred


@mistake("X04-73", "mse_loss")
def mean_of_the_misses(pred, y):
    """In your loss, misses to both sides cancel. dpred is right. Square each miss before you take
    the mean."""
    return np.mean(pred - y), truth.mse_loss(pred, y)[1]


@mistake("X04-74", "mse_loss")
def square_of_the_mean(pred, y):
    """Your loss squares the mean. Square each miss on its own, then take the mean; dpred is
    right."""
    return np.mean(pred - y) ** 2, truth.mse_loss(pred, y)[1]


@mistake("X04-75", "mse_loss")
def root_of_the_mean(pred, y):
    """dpred is right, but your loss is the square root of the one asked for: the mean square, as
    it is."""
    loss, dpred = truth.mse_loss(pred, y)
    return np.sqrt(loss), dpred


@mistake("X04-76", "mse_loss")
def sizes_for_squares(pred, y):
    """Your loss is the mean size of the misses, and dpred fits it. Asked for are squares: then a
    large miss weighs more than two small ones."""
    miss = pred - y
    return np.mean(abs(miss)), np.sign(miss) / len(y)


@mistake("X04-77", "mse_loss")
def half_the_mean(pred, y):
    """Loss and dpred are both exactly half. Some books put a factor ½ in front; this course does
    not."""
    loss, dpred = truth.mse_loss(pred, y)
    return loss / 2, dpred / 2


@mistake("X04-78", "mse_loss")
def one_slope_for_all(pred, y):
    """The loss is right, but dpred is one single number. Each of the {N} predictions has a slope
    of its own."""
    loss, dpred = truth.mse_loss(pred, y)
    return loss, dpred.sum()


@mistake("X04-79", "mse_loss")
def loss_alone(pred, y):
    """Only the loss comes back. Two results are asked for: the loss, and dpred."""
    return truth.mse_loss(pred, y)[0]


@mistake("X04-80", "mse_loss")
def slope_before_loss(pred, y):
    """The two results stand in the wrong order: first the loss, then dpred."""
    return truth.mse_loss(pred, y)[::-1]


@mistake("X04-81", "mse_loss")
def misses_in_place(pred, y):
    """Your results are right, but afterwards pred holds the misses: the caller still needs the
    predictions. Put the misses into an array of their own."""
    right = truth.mse_loss(pred, y)
    pred[:] = pred - y
    return right
