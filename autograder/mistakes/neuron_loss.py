"""What goes wrong with the loss of a yes-or-no question.

Ids CE and SB are those of the catalogue (there for many classes); X06 are our own.
"""

import numpy as np

from autograder.mistakes.core import mistake
from autograder.truth import neuron as truth

LOSSES = ("bce_loss", "bce_with_logits")
RIGHT = {"bce_loss": truth.bce_loss, "bce_with_logits": truth.bce_with_logits}


def _both(id, hint, change):
    """Register change(loss, gradient, N) of the right results as a mistake of either loss."""
    for name, right in RIGHT.items():

        def wrong(v, y, right=right):
            return change(*right(v, y), len(y))

        wrong.__doc__ = hint
        mistake(id, name)(wrong)


_both(
    "CE-02",
    "A loss below 0? The logarithm of a probability is negative: a minus is missing.",
    lambda loss, d, N: (-loss, -d),
)
_both(
    "CE-03",
    "Exactly {N} times too large, both: the loss is the MEAN over the {N} examples, and its slopes "
    "carry the 1/N, too.",
    lambda loss, d, N: (N * loss, N * d),
)
_both(
    "CE-06",
    "The loss is 1.4427 times the right one, that is 1/ln 2: take the natural logarithm.",
    lambda loss, d, N: (loss / np.log(2), d),
)
_both(
    "SB-01",
    "The loss is right. Its slopes are exactly {N} times too large: the loss is a mean, so each "
    "example has only its share in it.",
    lambda loss, d, N: (loss, N * d),
)
_both(
    "SB-02",
    "The loss is right. Its slopes are exactly {N} times too small: they have been divided by the "
    "number of examples twice.",
    lambda loss, d, N: (loss, d / N),
)
_both(
    "SB-03",
    "The loss is right. Its slopes have the wrong sign: more of a right answer has to make it "
    "smaller.",
    lambda loss, d, N: (loss, -d),
)


# --- bce_loss ------------------------------------------------------------------------------------


@mistake("CE-01", "bce_loss")
def unprotected(p, y):
    """Right as long as no p is exactly 0 or 1. There the logarithm of 0, or a division by 0, spoils
    everything: move such a p a little inwards first."""
    losses = -(y * np.log(p) + (1 - y) * np.log(1 - p))
    return losses.mean(), (-y / p + (1 - y) / (1 - p)) / len(p)


@mistake("X06-100", "bce_loss")
def only_the_ones(p, y):
    """Examples of class 0 count for nothing in your loss: its second term is missing."""
    p = np.clip(p, truth.SURE, 1 - truth.SURE)
    return float(-(y * np.log(p)).mean()), -y / p / len(p)


@mistake("X06-101", "bce_loss")
def terms_exchanged(p, y):
    """Your loss rewards the wrong answer: the two logarithms have changed places."""
    return truth.bce_loss(p, 1 - y)


@mistake("X06-102", "bce_loss")
def squared(p, y):
    """That is the squared miss of 04. Asked for is the loss with the two logarithms."""
    return float(np.mean((p - y) ** 2)), 2 * (p - y) / len(p)


@mistake("X06-103", "bce_loss")
def slope_by_z(p, y):
    """The loss is right. Your slope is the one with respect to the logit z, which is famous for
    being so short. Asked for is the slope with respect to p."""
    return truth.bce_loss(p, y)[0], (p - y) / len(p)


@mistake("X06-104", "bce_loss")
def other_edge(p, y):
    """Right for ordinary p, but a p of exactly 0 or 1 is moved to another place than the text says:
    read how small the edge has to be."""
    p = np.clip(p, 1e-7, 1 - 1e-7)
    return float(-(y * np.log(p) + (1 - y) * np.log(1 - p)).mean()), (p - y) / (p * (1 - p)) / len(
        p
    )


@mistake("X06-105", "bce_loss")
def minus_in_the_second_slope(p, y):
    """The loss is right, and so is its slope where y is 1. Where y is 0 the sign is wrong: the
    inner slope of 1 − p is −1."""
    loss, dp = truth.bce_loss(p, y)
    return loss, np.where(y == 1, dp, -dp)


# --- bce_with_logits -----------------------------------------------------------------------------


@mistake("SB-04", "bce_with_logits")
def slope_of_the_sigmoid_again(z, y):
    """The loss is right. dz carries a slope of the sigmoid too many: in the short form it has
    cancelled already."""
    p = truth.sigmoid(z)
    return truth.bce_with_logits(z, y)[0], (p - y) * p * (1 - p) / len(z)


@mistake("X06-110", "bce_with_logits")
def through_p(z, y):
    """Right for moderate logits. Far out p becomes exactly 0 or 1, and the large loss there, and
    its slope, are lost: start from z, without going through p."""
    p = truth.sigmoid(z)
    loss, dp = truth.bce_loss(p, y)
    return loss, dp * p * (1 - p)


@mistake("X06-111", "bce_with_logits")
def exponent_overflows(z, y):
    """Right for moderate logits. Near +1000 the exponential is infinite: write the loss so that the
    exponent is never positive."""
    return float(np.mean(np.log(1 + np.exp(z)) - z * y)), (truth.sigmoid(z) - y) / len(z)


@mistake("X06-112", "bce_with_logits")
def logits_taken_for_probabilities(z, y):
    """You treat z as if it were a probability. It is a logit, any number: the sigmoid comes
    first."""
    return truth.bce_loss(z, y)


@mistake("X06-113", "bce_with_logits")
def only_for_class_1(z, y):
    """Right where y is 1. Where y is 0 you count the loss of the opposite answer: your formula does
    not look at y."""
    return truth.bce_with_logits(z, np.ones_like(y))


@mistake("X06-114", "bce_with_logits")
def size_without_bars(z, y):
    """The loss is wrong for negative logits only: the exponent has to be minus the SIZE of z."""
    losses = np.maximum(z, 0) - z * y + np.log1p(np.exp(-z))
    return float(losses.mean()), (truth.sigmoid(z) - y) / len(z)


@mistake("X06-115", "bce_with_logits")
def z_minus_y(z, y):
    """The loss is right. In dz you compare the logit with the class; compare the probability."""
    return truth.bce_with_logits(z, y)[0], (z - y) / len(z)
