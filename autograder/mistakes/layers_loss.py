"""What goes wrong in softmax and in the cross-entropy that follows it.

Ids SM and CE are those of the catalogue; X07 are our own.
"""

import numpy as np

from autograder.mistakes.core import mistake
from autograder.truth import layers as truth

BOTH = ("softmax", "repaired_softmax")


def _shares(powers):
    """Every number divided by the sum of its row."""
    return powers / np.sum(powers, axis=1)[:, None]


@mistake("SM-01", *BOTH)
def overflows(Z):
    """Right for small logits, not a number around ±1000, where the exponential is infinite or 0.
    A constant taken off a whole row changes nothing: which one keeps the exponential small?"""
    return _shares(np.exp(Z))


@mistake("SM-02", *BOTH)
def down_the_columns(Z):
    """Your probabilities add up to 1 down each column. It is each ROW, each example, that needs
    probabilities of its own."""
    E = np.exp(Z - Z.max(axis=0))
    return E / E.sum(axis=0)


@mistake("SM-03", *BOTH)
def over_everything(Z):
    """All probabilities of the batch together add up to 1. Each row should do so alone."""
    E = np.exp(Z - Z.max())
    return E / E.sum()


@mistake("SM-04", *BOTH)
def shifted_above_only(Z):
    """Your rows don't add up to 1: the largest logit was taken off above the fraction line, but
    not below it."""
    return np.exp(Z - Z.max(axis=1, keepdims=True)) / np.exp(Z).sum(axis=1, keepdims=True)


@mistake("X07-30", *BOTH)
def largest_of_the_batch(Z):
    """The number taken off is the largest of the whole batch. A row that lies far below it comes
    out as 0 over 0: every row needs a largest logit of its own."""
    return _shares(np.exp(Z - Z.max()))


@mistake("X07-31", *BOTH)
def sums_lie_down(Z):
    """The sums of the rows have lost an axis, so numpy divides COLUMN k by the sum of row k. Where
    the batch is not square it complains; where it is, it keeps quiet."""
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1)


@mistake("X07-32", "softmax")
def not_divided(Z):
    """Your rows don't add up to 1, and the largest entry of each is 1: the numbers are not yet
    divided by their sum."""
    return np.exp(Z - Z.max(axis=1, keepdims=True))


@mistake("X07-33", "softmax")
def logarithms(Z):
    """All your numbers are negative: these are the logarithms of the probabilities."""
    return truth.log_softmax(Z)


@mistake("X07-34", "softmax")
def without_the_exponential(Z):
    """Logits divided by their sum can be negative, or above 1. First make them positive."""
    return Z / Z.sum(axis=1, keepdims=True)


@mistake("X07-35", "softmax")
def winner_takes_all(Z):
    """One class gets everything. That is the harder cousin, the arg max; softmax leaves a share to
    each class."""
    return np.eye(Z.shape[1])[Z.argmax(axis=1)]


@mistake("X07-36", "softmax")
def each_alone(Z):
    """Each logit went through a sigmoid, all by itself, so the rows don't add up to 1. Softmax
    lets the classes of a row compete."""
    return truth.activation_forward(Z, "sigmoid")[0]


@mistake("X07-37", "softmax")
def shifts_in_place(Z):
    """The probabilities are right, but the logits that you were lent have moved. Make a new array
    for the difference."""
    Z -= Z.max(axis=1, keepdims=True)
    return truth.softmax(Z)


@mistake("X07-38", "softmax")
def upside_down(Z):
    """The smallest logit gets the largest probability: a sign is the wrong way round."""
    return truth.softmax(-Z)


@mistake("X07-39", "repaired_softmax")
def both_bugs(Z):
    """The two bugs are still there. Look at batches that are not square first; then at batches in
    which two rows lie far apart."""
    E = np.exp(Z - Z.max())
    return E / E.sum(axis=1)


# --- cross_entropy -------------------------------------------------------------------------------


def _losses(Z, y):
    """The loss of every example, (N,)."""
    return -truth.log_softmax(Z)[np.arange(len(y)), y]


@mistake("CE-02", "cross_entropy")
def negative(Z, y):
    """A loss below 0? The logarithm of a probability is negative, so a minus sign got lost."""
    return -_losses(Z, y).mean()


@mistake("CE-03", "cross_entropy")
def summed(Z, y):
    """Your loss is exactly {N} times too large: asked for is the mean over the {N} examples."""
    return _losses(Z, y).sum()


@mistake("CE-04", "cross_entropy")
def averaged_over_classes_too(Z, y):
    """Your loss is exactly {K} times too small: it was averaged over the classes as well. Only one
    class of each example counts."""
    return _losses(Z, y).mean() / Z.shape[1]


@mistake("CE-05", "cross_entropy")
def of_a_table(Z, y):
    """Your loss averages over a whole N × N table: for each row you have picked the columns of all
    examples. One entry in each row is wanted."""
    return -truth.log_softmax(Z)[:, y].mean()


@mistake("CE-06", "cross_entropy")
def in_bits(Z, y):
    """Your loss is 1.4427 times too large: that is a logarithm to base 2. This course takes the
    natural one."""
    return _losses(Z, y).mean() / np.log(2)


@mistake("X07-40", "cross_entropy")
def without_the_largest(Z, y):
    """Right for small logits; around 1000 the exponential is infinite. Take the largest logit off
    each row first: it changes nothing else."""
    return (np.log(np.exp(Z).sum(axis=1)) - Z[np.arange(len(y)), y]).mean()


@mistake("X07-41", "cross_entropy")
def logarithm_of_0(Z, y):
    """Infinite where the right class lies far behind: its probability has become exactly 0. The
    true loss is about the gap between the logits. Can you do without the probability?"""
    return -np.log(truth.softmax(Z)[np.arange(len(y)), y]).mean()


@mistake("X07-42", "cross_entropy")
def down_the_columns_again(Z, y):
    """Your probabilities add up to 1 down each column. Each ROW, each example, needs its own."""
    return _losses_of(down_the_columns(Z), y).mean()


@mistake("X07-43", "cross_entropy")
def of_the_winner(Z, y):
    """The loss of the class that got most, whatever is right. The labels play no part in it."""
    return -truth.log_softmax(Z).max(axis=1).mean()


@mistake("X07-44", "cross_entropy")
def probability_missing(Z, y):
    """That is the mean of 1 minus the probability, which never exceeds 1. A confident wrong answer
    should cost much more: where is the logarithm?"""
    return (1 - truth.softmax(Z)[np.arange(len(y)), y]).mean()


@mistake("X07-45", "cross_entropy")
def one_loss_each(Z, y):
    """You return a loss for every example. Asked for is one number, their mean."""
    return _losses(Z, y)


@mistake("X07-46", "cross_entropy")
def all_classes(Z, y):
    """The logarithms of all classes are added up. Only the right class of each example counts."""
    return -truth.log_softmax(Z).sum(axis=1).mean()


def _losses_of(P, y):
    return -np.log(P[np.arange(len(y)), y])
