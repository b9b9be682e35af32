"""What goes wrong in softmax with cross-entropy.

Ids SM, CE and SB are those of the catalogue; X08 are our own.
"""

import numpy as np

from autograder.mistakes.core import mistake
from autograder.truth import backward as truth
from downslope.layers import softmax


def _loss(P, y):
    return float(-np.log(P[np.arange(len(y)), y]).mean())


def _from_probabilities(P, y):
    """What follows from wrong probabilities P, if all the rest is done right."""
    onehot = np.eye(P.shape[1])[y]
    return _loss(P, y), (P - onehot) / len(y)


@mistake("SM-01", "softmax_ce")
def overflows(Z, y):
    """Right for ordinary logits; around ±1000 the exponential overflows. A constant taken off a
    whole row changes nothing in exact arithmetic: which one keeps exp small?"""
    E = np.exp(Z)
    return _from_probabilities(E / E.sum(axis=1, keepdims=True), y)


@mistake("SM-02", "softmax_ce")
def softmax_down_the_columns(Z, y):
    """Your probabilities add up to 1 down each column. It is each ROW, each example, that needs
    probabilities of its own."""
    return _from_probabilities(softmax(Z.T).T, y)


@mistake("SM-03", "softmax_ce")
def softmax_over_everything(Z, y):
    """All probabilities of the batch together add up to 1. Each row should do so alone: keep the
    axis of the examples."""
    E = np.exp(Z - Z.max())
    return _from_probabilities(E / E.sum(), y)


@mistake("SM-04", "softmax_ce")
def shifted_above_only(Z, y):
    """Your rows don't add up to 1: the largest logit was taken off above the fraction line, but
    not below it."""
    shifted = np.exp(Z - Z.max(axis=1, keepdims=True))
    return _from_probabilities(shifted / np.exp(Z).sum(axis=1, keepdims=True), y)


@mistake("CE-02", "softmax_ce")
def negative_loss(Z, y):
    """The gradient is right, but the loss is below 0. The logarithm of a probability is negative,
    so a minus sign got lost."""
    loss, dZ = truth.softmax_ce(Z, y)
    return -loss, dZ


@mistake("CE-03", "softmax_ce")
def loss_summed(Z, y):
    """The gradient is right; the loss is exactly {N} times too large. Asked for is the mean over
    the {N} examples."""
    loss, dZ = truth.softmax_ce(Z, y)
    return loss * len(y), dZ


@mistake("CE-05", "softmax_ce")
def loss_of_a_table(Z, y):
    """Your loss averages over a whole N × N table: for each row you have picked the columns of all
    examples. One entry in each row is wanted."""
    return float(-np.log(softmax(Z)[:, y]).mean()), truth.softmax_ce(Z, y)[1]


@mistake("CE-06", "softmax_ce")
def loss_in_bits(Z, y):
    """The loss is 1.4427 times too large: that is a logarithm to base 2. The slope that you return
    belongs to the natural one."""
    loss, dZ = truth.softmax_ce(Z, y)
    return loss / np.log(2), dZ


@mistake("SB-01", "softmax_ce")
def blame_not_averaged(Z, y):
    """The loss is right; dZ is exactly {N} times too large. If the loss is a mean, its slope is
    one, too."""
    loss, dZ = truth.softmax_ce(Z, y)
    return loss, dZ * len(y)


@mistake("SB-02", "softmax_ce")
def blame_averaged_twice(Z, y):
    """The loss is right; dZ is exactly {N} times too small. The 1/N went in twice."""
    loss, dZ = truth.softmax_ce(Z, y)
    return loss, dZ / len(y)


@mistake("SB-03", "softmax_ce")
def right_minus_given(Z, y):
    """Only the sign of dZ is wrong. A higher logit for the right class makes the loss smaller, so
    its blame is negative."""
    loss, dZ = truth.softmax_ce(Z, y)
    return loss, -dZ


@mistake("SB-04", "softmax_ce")
def softmax_slope_again(Z, y):
    """Given minus right is the whole blame for a logit. You have multiplied it by the slope
    p(1 - p) on top; that slope is already inside."""
    loss, dZ = truth.softmax_ce(Z, y)
    P = softmax(Z)
    return loss, dZ * P * (1 - P)


@mistake("SB-05", "softmax_ce")
def one_off_whole_columns(Z, y):
    """The 1 was taken off in whole columns, from every example. Each row should lose it once, at
    its own class."""
    P = softmax(Z)
    loss = _loss(P, y)
    P[:, y] -= 1
    return loss, P / len(y)


@mistake("SB-06", "softmax_ce")
def right_class_only(Z, y):
    """The entries of the right class are fine, the others are 0. But a higher logit for a wrong
    class raises the loss as well: it takes probability away."""
    loss, dZ = truth.softmax_ce(Z, y)
    return loss, dZ * np.eye(Z.shape[1])[y]


@mistake("X08-17", "softmax_ce")
def nothing_taken_off(Z, y):
    """dZ holds what the network gave, divided by N. What it should have given is still to be taken
    off."""
    return truth.softmax_ce(Z, y)[0], softmax(Z) / len(y)


@mistake("X08-18", "softmax_ce")
def divided_by_classes(Z, y):
    """The mean runs over the {N} examples, not over the {K} classes: loss and dZ are divided by the
    wrong number."""
    loss, dZ = truth.softmax_ce(Z, y)
    return loss * len(y) / Z.shape[1], dZ * len(y) / Z.shape[1]


@mistake("X08-19", "softmax_ce")
def gradient_first(Z, y):
    """Both are right, but in the order dZ, loss. Asked for is loss, dZ."""
    loss, dZ = truth.softmax_ce(Z, y)
    return dZ, loss


@mistake("X08-20", "softmax_ce")
def shifts_the_logits_in_place(Z, y):
    """Loss and dZ are right, but the logits you were lent have been shifted: take the largest one
    off into a new array."""
    results = truth.softmax_ce(Z, y)
    Z -= Z.max(axis=1, keepdims=True)
    return results
