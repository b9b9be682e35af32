"""What goes wrong with gradients of many knobs."""

import numpy as np

from autograder.mistakes.core import mistake

GRADIENTS = ("numerical_gradient", "repaired_gradient")


def _each(w, slope):
    """A gradient filled in entry by entry, so that each mistake below differs in one thing only."""
    w = np.array(w, float)
    gradient = np.zeros(w.shape)
    for i in np.ndindex(w.shape):
        step = np.zeros(w.shape)
        step[i] = 1.0
        gradient[i] = slope(w, step)
    return gradient


@mistake("FD-01", *GRADIENTS)
def to_one_side_only(f, w, h=1e-5):
    """You turn each knob one way only. How does the error shrink if you turn it the same distance
    back as well?"""
    return _each(w, lambda w, e: (f(w + h * e) - f(w)) / h)


@mistake("FD-02", *GRADIENTS)
def divided_by_h(f, w, h=1e-5):
    """Exactly twice too steep: how far apart are the two places at which you evaluate f?"""
    return _each(w, lambda w, e: (f(w + h * e) - f(w - h * e)) / h)


@mistake("FD-03", "numerical_gradient")
def truncated_integers(f, w, h=1e-5):
    """Right, except where the knobs are set to integers: an array of integers drops all decimals
    that you write into it. Work on a copy that holds floats."""
    w = np.array(w)
    gradient = np.zeros(w.shape)
    for i in np.ndindex(w.shape):
        old = w[i]
        w[i] = old + h
        up = f(w)
        w[i] = old - h
        gradient[i] = (up - f(w)) / (2 * h)
        w[i] = old
    return gradient


@mistake("X03-01", "numerical_gradient")
def integer_gradient(f, w, h=1e-5):
    """Right, except where the knobs are set to integers: there your gradient is an array of
    integers, too, and its decimals are cut off."""
    return _each(w, lambda w, e: (f(w + h * e) - f(w - h * e)) / (2 * h)).astype(
        np.asarray(w).dtype
    )


@mistake("FD-04", *GRADIENTS)
def not_restored(f, w, h=1e-5):
    """After you have measured one knob you leave it turned. Put it back where it was before you
    turn the next one, or w is another place at the end."""
    w = np.asarray(w)
    w = w if w.dtype.kind == "f" else w.astype(float)
    gradient = np.zeros(w.shape)
    for i in np.ndindex(w.shape):
        w[i] += h
        up = f(w)
        w[i] -= 2 * h
        gradient[i] = (up - f(w)) / (2 * h)
    return gradient


@mistake("X03-02", *GRADIENTS)
def not_restored_on_a_copy(f, w, h=1e-5):
    """Your first entry is right, the later ones are slightly off: knobs that you have measured stay
    turned. Put each one back before you turn the next."""
    return not_restored(f, np.array(w, dtype=float), h)


@mistake("X03-03", *GRADIENTS)
def all_knobs_at_once(f, w, h=1e-5):
    """All your entries are the same number: you turn all knobs together. A partial derivative
    turns a single knob and holds the others fast."""
    return _each(w, lambda w, e: (f(w + h) - f(w - h)) / (2 * h))


@mistake("X03-04", *GRADIENTS)
def row_by_row(f, w, h=1e-5):
    """Right for a row of knobs, wrong for a table of them: a loop over the length turns a whole
    row at once. Visit every entry on its own."""
    w = np.array(w, float)
    gradient = np.zeros(w.shape)
    for i in range(len(w)):
        step = np.zeros(w.shape)
        step[i] = h
        gradient[i] = (f(w + step) - f(w - step)) / (2 * h)
    return gradient


@mistake("X03-33", *GRADIENTS)
def only_for_a_row(f, w, h=1e-5):
    """Right for a row of knobs only. For a table the length counts its rows, and a single knob has
    no length at all: use the shape instead."""
    w = np.array(w, float)
    gradient = np.zeros(len(w))
    for i in range(len(w)):
        step = np.zeros(w.shape)
        step[i] = h
        gradient[i] = (f(w + step) - f(w - step)) / (2 * h)
    return gradient


@mistake("X03-05", *GRADIENTS)
def as_one_long_row(f, w, h=1e-5):
    """Your numbers are right, but they come as one long row. A gradient has the shape of the thing
    it belongs to."""
    return _each(w, lambda w, e: (f(w + h * e) - f(w - h * e)) / (2 * h)).ravel()


@mistake("X03-06", *GRADIENTS)
def downhill(f, w, h=1e-5):
    """Only the sign is wrong: the gradient points uphill. Which of the two heights is the one
    further on?"""
    return _each(w, lambda w, e: (f(w - h * e) - f(w + h * e)) / (2 * h))


@mistake("X03-07", *GRADIENTS)
def precedence(f, w, h=1e-5):
    """Far too small: a division by 2 and then a multiplication by h is not a division by both.
    Brackets decide what is divided by what."""
    return _each(w, lambda w, e: (f(w + h * e) - f(w - h * e)) / 2 * h)


@mistake("X03-08", *GRADIENTS)
def rise_only(f, w, h=1e-5):
    """These are the rises alone. A slope is rise divided by run."""
    return _each(w, lambda w, e: f(w + h * e) - f(w - h * e))


@mistake("X03-09", *GRADIENTS)
def added_up(f, w, h=1e-5):
    """You return one number, the sum of all slopes. Each knob needs a slope of its own."""
    return float(np.sum(_each(w, lambda w, e: (f(w + h * e) - f(w - h * e)) / (2 * h))))


@mistake("X03-10", *GRADIENTS)
def of_length_one(f, w, h=1e-5):
    """Your arrow has the right direction, but always the length 1. The length says how steep it
    is, so leave it as measured."""
    gradient = _each(w, lambda w, e: (f(w + h * e) - f(w - h * e)) / (2 * h))
    return gradient / np.linalg.norm(gradient)


@mistake("X03-11", *GRADIENTS)
def scaled_knob(f, w, h=1e-5):
    """You turn a knob by a part of its own value: a knob at 0 then does not move at all. Add the
    same small distance, whatever its value is."""
    return _each(w, lambda w, e: (f(w + h * w * e) - f(w - h * w * e)) / (2 * h))


@mistake("X03-12", "directional_slope")
def not_divided_by_the_length(grad, u):
    """Right for a u of length 1 only. A longer u must not make the ground steeper: what has to be
    taken out?"""
    return float(np.sum(grad * u))


@mistake("X03-13", "directional_slope")
def not_added_up(grad, u):
    """You return one number a knob. The slope in a direction is a single number: the shares of all
    knobs together."""
    return grad * u / np.linalg.norm(u)


@mistake("X03-14", "directional_slope")
def cosine(grad, u):
    """Your number never leaves the range from -1 to 1: it measures the angle alone. Steeper ground
    should give a steeper slope."""
    return float(np.sum(grad * u) / np.linalg.norm(u) / np.linalg.norm(grad))


@mistake("X03-15", "directional_slope")
def length_of_the_gradient(grad, u):
    """The same number for every direction: that is the length of the gradient, the slope straight
    uphill. Where should u come in?"""
    return float(np.linalg.norm(grad))


@mistake("X03-16", "directional_slope")
def divided_by_the_square(grad, u):
    """You divide by the square of the length of u. Take its root, or divide once only."""
    return float(np.sum(grad * u) / np.sum(u * u))


@mistake("X03-17", "directional_slope")
def divided_by_the_sum(grad, u):
    """You divide by the sum of the entries of u. That is not its length: think of Pythagoras."""
    return float(np.sum(grad * u) / np.sum(np.abs(u)))


@mistake("X03-18", "directional_slope")
def without_sign(grad, u):
    """You have lost the sign: downhill the slope is negative."""
    return float(abs(np.sum(grad * u)) / np.linalg.norm(u))


@mistake("X03-19", "directional_slope")
def downhill_is_plus(grad, u):
    """Only the sign is wrong: a direction that leads uphill has a positive slope."""
    return -float(np.sum(grad * u) / np.linalg.norm(u))


@mistake("X03-20", "directional_slope")
def divided_by_the_gradient(grad, u):
    """You divide by the length of the gradient. It is the length of u that must not matter."""
    return float(np.sum(grad * u) / np.linalg.norm(grad))


@mistake("X03-21", "directional_slope")
def in_place(grad, u):
    """The slope is right, but your call has changed u. Make a new array instead of dividing the
    one you were given."""
    if u.dtype.kind != "f":
        return float(np.sum(grad * u) / np.linalg.norm(u))
    u /= np.linalg.norm(u)
    return float(np.sum(grad * u))
