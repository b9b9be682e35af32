"""What goes wrong with Adam, and with the walk that any optimiser takes."""

import numpy as np

from autograder.mistakes.core import mistake

ADAM = ("adam_step", "repaired_adam_step")


def _adam(w, g, state, lr, b1, b2, eps, change=None, **parts):
    """One step of Adam, so that each mistake below differs in one thing only.

    parts: replaces one of mean, square, t, first, second, above and below.
    """
    zeros = np.zeros(np.shape(w))
    t = parts.get("t", lambda t: t + 1)(state.get("t", 0))
    m = parts.get("mean", lambda m, g: b1 * m + (1 - b1) * g)(state.get("m", zeros), g)
    v = parts.get("square", lambda v, g: b2 * v + (1 - b2) * g * g)(state.get("v", zeros), g)
    with np.errstate(all="ignore"):
        m_hat = m / parts.get("first", lambda t: 1 - b1**t)(t)
        v_hat = v / parts.get("second", lambda t: 1 - b2**t)(t)
        below = parts.get("below", lambda v: np.sqrt(v) + eps)(v_hat)
        above = parts.get("above", lambda m: m)(m_hat)
        return w - lr * above / below, {"t": t, "m": m, "v": v}


@mistake("OP-07", *ADAM)
def no_correction(w, g, state, lr, b1=0.9, b2=0.999, eps=1e-8):
    """Your state is right. But m and v start at 0 and are too small at first, each by a factor of
    its own. What makes up for it?"""
    return _adam(w, g, state, lr, b1, b2, eps, first=lambda t: 1.0, second=lambda t: 1.0)


@mistake("OP-08", *ADAM)
def time_from_zero(w, g, state, lr, b1=0.9, b2=0.999, eps=1e-8):
    """Your first step divides 0 by 0: at t = 0 the correction is 1 − 1. Count the step first, then
    correct."""
    place, new = _adam(
        w, g, state, lr, b1, b2, eps, first=lambda t: 1 - b1 ** (t - 1),
        second=lambda t: 1 - b2 ** (t - 1),
    )  # fmt: skip
    return place, new


@mistake("OP-09", *ADAM)
def correction_without_power(w, g, state, lr, b1=0.9, b2=0.999, eps=1e-8):
    """The first step is right, the second is not: the correction should fade with time. Where does
    t come in?"""
    return _adam(w, g, state, lr, b1, b2, eps, first=lambda t: 1 - b1, second=lambda t: 1 - b2)


@mistake("OP-10", *ADAM)
def only_the_first_corrected(w, g, state, lr, b1=0.9, b2=0.999, eps=1e-8):
    """Your first steps are far too long: m is made up for its start at 0, v is not. Both start
    at 0."""
    return _adam(w, g, state, lr, b1, b2, eps, second=lambda t: 1.0)


@mistake("X11-60", *ADAM)
def only_the_second_corrected(w, g, state, lr, b1=0.9, b2=0.999, eps=1e-8):
    """Your first steps are too short: v is made up for its start at 0, m is not. Both start
    at 0."""
    return _adam(w, g, state, lr, b1, b2, eps, first=lambda t: 1.0)


@mistake("X11-61", *ADAM)
def times_in_place_of_power(w, g, state, lr, b1=0.9, b2=0.999, eps=1e-8):
    """The first step is right, the second is not: in your correction the weight is multiplied
    by t. It should be raised to the power t."""
    return _adam(
        w, g, state, lr, b1, b2, eps, first=lambda t: 1 - b1 * t, second=lambda t: 1 - b2 * t
    )


@mistake("X11-62", *ADAM)
def weights_exchanged(w, g, state, lr, b1=0.9, b2=0.999, eps=1e-8):
    """The two weights b1 and b2 are exchanged: b1 belongs to the average of the gradients, b2 to
    that of their squares."""
    return _adam(w, g, state, lr, b2, b1, eps)


@mistake("X11-63", *ADAM)
def shares_exchanged(w, g, state, lr, b1=0.9, b2=0.999, eps=1e-8):
    """Old and new are exchanged in your averages: the old value should keep the large share."""
    return _adam(
        w, g, state, lr, b1, b2, eps, mean=lambda m, g: (1 - b1) * m + b1 * g,
        square=lambda v, g: (1 - b2) * v + b2 * g * g,
    )  # fmt: skip


@mistake("X11-64", *ADAM)
def squares_missing(w, g, state, lr, b1=0.9, b2=0.999, eps=1e-8):
    """Your v averages the gradients, not their squares: where one is negative, the root is not a
    number."""
    return _adam(w, g, state, lr, b1, b2, eps, square=lambda v, g: b2 * v + (1 - b2) * g)


@mistake("X11-65", *ADAM)
def rolls_with_momentum(w, g, state, lr, b1=0.9, b2=0.999, eps=1e-8):
    """Your m is a velocity as in momentum_step: the new gradient comes in whole. In Adam m is an
    average: its two weights add up to 1."""
    return _adam(w, g, state, lr, b1, b2, eps, mean=lambda m, g: b1 * m + g)


@mistake("OP-05", *ADAM)
def eps_inside(w, g, state, lr, b1=0.9, b2=0.999, eps=1e-8):
    """Your state is right; eps stands under the root. We add it after the root. With eps = 1e-8 you
    rarely see the difference, with a tiny slope or a larger eps you do."""
    return _adam(w, g, state, lr, b1, b2, eps, below=lambda v: np.sqrt(v + eps))


@mistake("X11-66", *ADAM)
def eps_before_the_correction(w, g, state, lr, b1=0.9, b2=0.999, eps=1e-8):
    """Your state is right; eps is added before v is corrected, so the correction makes it larger,
    too. (Some texts do that to save time.) Ours corrects v first, then adds eps to its root."""
    t = state.get("t", 0) + 1
    much = np.sqrt(1 - b2**t)
    return _adam(w, g, state, lr, b1, b2, eps, below=lambda v: np.sqrt(v) + eps / much)


@mistake("X11-67", *ADAM)
def without_eps(w, g, state, lr, b1=0.9, b2=0.999, eps=1e-8):
    """Right, until a slope is 0: then you divide 0 by 0. What is the small number eps for?"""
    return _adam(w, g, state, lr, b1, b2, eps, below=np.sqrt)


@mistake("X11-68", *ADAM)
def without_root(w, g, state, lr, b1=0.9, b2=0.999, eps=1e-8):
    """Your state is right, but you divide by the average of the squares itself. A root is
    missing."""
    return _adam(w, g, state, lr, b1, b2, eps, below=lambda v: v + eps)


@mistake("X11-69", *ADAM)
def gradient_above(w, g, state, lr, b1=0.9, b2=0.999, eps=1e-8):
    """Your state is right, but above the line stands the newest gradient. What is m averaged
    for?"""
    return _adam(w, g, state, lr, b1, b2, eps, above=lambda m: g)


@mistake("X11-70", *ADAM)
def one_average_for_all(w, g, state, lr, b1=0.9, b2=0.999, eps=1e-8):
    """All your knobs share one v. Each needs its own: v has the shape of w."""
    return _adam(
        w, g, state, lr, b1, b2, eps, square=lambda v, g: b2 * v + (1 - b2) * np.sum(g * g)
    )


@mistake("X11-71", *ADAM)
def uphill(w, g, state, lr, b1=0.9, b2=0.999, eps=1e-8):
    """Your state is right, but you move uphill: the step has to be taken away."""
    return _adam(w, g, state, lr, b1, b2, eps, above=lambda m: -m)


@mistake("X11-72", *ADAM)
def keeps_the_corrected(w, g, state, lr, b1=0.9, b2=0.999, eps=1e-8):
    """The place is right, but your state holds m and v after the correction. The next step
    corrects them again: keep them as they are, and correct for this step only."""
    place, new = _adam(w, g, state, lr, b1, b2, eps)
    t = new["t"]
    return place, {"t": t, "m": new["m"] / (1 - b1**t), "v": new["v"] / (1 - b2**t)}


@mistake("X11-73", *ADAM)
def time_stands_still(w, g, state, lr, b1=0.9, b2=0.999, eps=1e-8):
    """The first step is right, and t stays at 1 for ever. Each step has to count one more than
    the state it was given."""
    return _adam(w, g, state, lr, b1, b2, eps, t=lambda t: 1)


@mistake("X11-74", *ADAM)
def does_not_count_on(w, g, state, lr, b1=0.9, b2=0.999, eps=1e-8):
    """The place, m and v are right. But t in the state you return is the old one."""
    place, new = _adam(w, g, state, lr, b1, b2, eps)
    return place, {**new, "t": state.get("t", 0)}


@mistake("X11-75", *ADAM)
def writes_into_the_state(w, g, state, lr, b1=0.9, b2=0.999, eps=1e-8):
    """Your numbers are right, but you have written into the dict that you were given. Return a
    dict of your own, so that a step can be tried twice from the same state."""
    place, new = _adam(w, g, state, lr, b1, b2, eps)
    state.update(new)
    return place, state


@mistake("X11-76", *ADAM)
def forgets_its_past(w, g, state, lr, b1=0.9, b2=0.999, eps=1e-8):
    """The first step is right, the second is not: the old m and v are missing in the new ones."""
    return _adam(
        w, g, state, lr, b1, b2, eps, mean=lambda m, g: (1 - b1) * g,
        square=lambda v, g: (1 - b2) * g * g,
    )  # fmt: skip
