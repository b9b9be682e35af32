"""What goes wrong with the hinge loss."""

import numpy as np

from autograder.mistakes.core import mistake


def hinge(w, b, X, y, lam, *, short=None, N=None, blame=None):
    """(loss, dw, db) without the penalty, with one thing changed."""
    margins = y * (X @ w + b)
    short = margins < 1 if short is None else short(margins)
    N = len(y) if N is None else N
    loss = np.sum(np.where(short, 1 - margins, 0)) / N
    blame = (-np.where(short, y, 0) if blame is None else blame(margins, short)) / N
    return loss, blame @ X, np.sum(blame)


def penalised(found, w, lam, loss=1.0, slope=1.0):
    return found[0] + loss * lam / 2 * np.sum(w * w), found[1] + slope * lam * w, found[2]


@mistake("X14-40", "hinge_loss_grad")
def sum_over_examples(w, b, X, y, lam):
    """The sum over the examples is not divided by their number, N = {N}."""
    return penalised(hinge(w, b, X, y, lam, N=1), w, lam)


@mistake("X14-41", "hinge_loss_grad")
def everybody_pays(w, b, X, y, lam):
    """Examples with a margin above 1 get a negative loss with you. They should add nothing."""
    return penalised(hinge(w, b, X, y, lam, short=lambda m: m < np.inf), w, lam)


@mistake("X14-42", "hinge_loss_grad")
def only_wrong_ones_pay(w, b, X, y, lam):
    """Only examples on the wrong side pay with you. Those that are right, but with a margin below
    1, pay as well."""
    return penalised(hinge(w, b, X, y, lam, short=lambda m: m < 0), w, lam)


@mistake("X14-43", "hinge_loss_grad")
def perceptron(w, b, X, y, lam):
    """Your loss of an example begins at the margin 0. The hinge lies at 1."""
    margins = y * (X @ w + b)
    _, dw, db = hinge(w, b, X, y, lam, short=lambda m: m < 0)
    return penalised((np.mean(np.maximum(0, -margins)), dw, db), w, lam)


@mistake("X14-44", "hinge_loss_grad")
def gradient_uphill(w, b, X, y, lam):
    """The loss is right. Your dw and db have the wrong sign where examples pay: the loss FALLS as
    the margin grows."""
    loss, dw, db = hinge(w, b, X, y, lam)
    return penalised((loss, -dw, -db), w, lam)


@mistake("X14-45", "hinge_loss_grad")
def labels_forgotten(w, b, X, y, lam):
    """In dw and db every example that pays pulls the same way. Which way should depend on its
    label."""
    return penalised(hinge(w, b, X, y, lam, blame=lambda m, short: -short.astype(float)), w, lam)


@mistake("X14-46", "hinge_loss_grad")
def penalty_without_a_half(w, b, X, y, lam):
    """Your penalty lacks the 1/2, in the loss and in dw."""
    return penalised(hinge(w, b, X, y, lam), w, lam, loss=2, slope=2)


@mistake("X14-57", "hinge_loss_grad")
def penalty_without_a_half_in_the_loss(w, b, X, y, lam):
    """dw is right, but the penalty in your loss lacks the 1/2."""
    return penalised(hinge(w, b, X, y, lam), w, lam, loss=2)


@mistake("X14-47", "hinge_loss_grad")
def half_in_the_slope_as_well(w, b, X, y, lam):
    """In dw the penalty counts half. The slope of a square brings a 2 along."""
    return penalised(hinge(w, b, X, y, lam), w, lam, slope=0.5)


@mistake("X14-48", "hinge_loss_grad")
def penalty_not_in_the_slope(w, b, X, y, lam):
    """The loss holds the penalty, dw does not. What the loss holds has a slope."""
    return penalised(hinge(w, b, X, y, lam), w, lam, slope=0)


@mistake("X14-49", "hinge_loss_grad")
def penalty_not_in_the_loss(w, b, X, y, lam):
    """dw holds the penalty, the loss does not."""
    return penalised(hinge(w, b, X, y, lam), w, lam, loss=0)


@mistake("X14-50", "hinge_loss_grad")
def no_penalty(w, b, X, y, lam):
    """The penalty is missing in the loss and in dw: try lam greater than 0."""
    return hinge(w, b, X, y, lam)


@mistake("X14-51", "hinge_loss_grad")
def shift_is_punished(w, b, X, y, lam):
    """You punish b as well. The penalty is for w alone: b only shifts the border."""
    loss, dw, db = penalised(hinge(w, b, X, y, lam), w, lam)
    return loss + lam / 2 * b * b, dw, db + lam * b


@mistake("X14-52", "hinge_loss_grad")
def without_b(w, b, X, y, lam):
    """Your margins leave b out."""
    return penalised(hinge(w, 0.0, X, y, lam), w, lam)


@mistake("X14-53", "hinge_loss_grad")
def squared(w, b, X, y, lam):
    """Your hinge is squared. Here the loss of an example grows in a straight line."""
    margins = y * (X @ w + b)
    loss = np.mean(np.maximum(0, 1 - margins) ** 2)
    _, dw, db = hinge(w, b, X, y, lam, blame=lambda m, short: -2 * short * (1 - m) * y)
    return penalised((loss, dw, db), w, lam)


@mistake("X14-54", "hinge_loss_grad")
def shared_by_those_who_pay(w, b, X, y, lam):
    """You divide by the number of examples that pay. The mean is over all {N}."""
    paying = max(1, int(np.sum(y * (X @ w + b) < 1)))
    return penalised(hinge(w, b, X, y, lam, N=paying), w, lam)


@mistake("X14-55", "hinge_loss_grad")
def penalty_shared_as_well(w, b, X, y, lam):
    """You divide the penalty by N, too. It belongs to w, however many examples there are."""
    return penalised(hinge(w, b, X, y, lam), w, lam / len(y))


@mistake("X14-56", "hinge_loss_grad")
def moves_the_labels(w, b, X, y, lam):
    """The results are right, but the call changed X: it multiplied the rows with their labels in
    place. Work on a copy."""
    found = penalised(hinge(w, b, X, y, lam), w, lam)
    X *= y[:, np.newaxis]
    return found
