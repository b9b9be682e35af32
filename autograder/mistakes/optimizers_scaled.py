"""What goes wrong with steps that are scaled by the slopes seen so far: Adagrad and RMSProp."""

import numpy as np

from autograder.mistakes.core import mistake


def _scaled(w, g, state, lr, eps, collect, divide=None):
    """One scaled step, so that each mistake below differs in one thing only."""
    s = collect(state.get("s", np.zeros(np.shape(w))))
    below = (lambda s: np.sqrt(s) + eps) if divide is None else divide
    return w - lr * g / below(s), {"s": s}


def both(id, hint):
    """Register one mistake of Adagrad and RMSProp; make(square mean) is the wrong step."""

    def register(make):
        def adagrad_step(w, g, state, lr, eps=1e-8):
            return make(w, g, state, lr, eps, lambda s, q: s + q)

        def rmsprop_step(w, g, state, lr, rho=0.9, eps=1e-8):
            return make(w, g, state, lr, eps, lambda s, q: rho * s + (1 - rho) * q)

        for function in (adagrad_step, rmsprop_step):
            function.__doc__ = hint
            mistake(id, function.__name__)(function)
        return make

    return register


@both(
    "OP-04",
    "You collect the gradients themselves: where one is negative, its root is not a number. What "
    "is never negative, whatever the sign of the slope?",
)
def collects_gradients(w, g, state, lr, eps, mix):
    return _scaled(w, g, state, lr, eps, lambda s: mix(s, g))


@both(
    "OP-05",
    "Your s is right; eps stands under the root. We add it after the root. With eps = 1e-8 you "
    "rarely see the difference, with a tiny slope or a larger eps you do.",
)
def eps_inside(w, g, state, lr, eps, mix):
    return _scaled(w, g, state, lr, eps, lambda s: mix(s, g * g), lambda s: np.sqrt(s + eps))


@both(
    "X11-30",
    "Right, until a slope is 0: then you divide 0 by 0. What is the small number eps for?",
)
def without_eps(w, g, state, lr, eps, mix):
    return _scaled(w, g, state, lr, eps, lambda s: mix(s, g * g), np.sqrt)


@both(
    "X11-31",
    "Your s is right, but you divide by s itself. A root is missing: s is made of squares.",
)
def without_root(w, g, state, lr, eps, mix):
    return _scaled(w, g, state, lr, eps, lambda s: mix(s, g * g), lambda s: s + eps)


@both(
    "X11-32",
    "All your knobs share one number s. Then the steep knob shortens the steps of the gentle "
    "one, too. Each knob needs a sum of its own: s has the shape of w.",
)
def one_sum_for_all(w, g, state, lr, eps, mix):
    return _scaled(w, g, state, lr, eps, lambda s: mix(s, np.sum(g * g)))


@both(
    "X11-33",
    "Your s is right, but you divide by the root of the old one: the first step divides by "
    "almost nothing. Take the new gradient in first, then divide.",
)
def one_step_late(w, g, state, lr, eps, mix):
    old = state.get("s", np.zeros(np.shape(w)))
    return _scaled(w, g, state, lr, eps, lambda s: mix(s, g * g), lambda s: np.sqrt(old) + eps)


@both("X11-34", "Your s is right, but you move uphill: the step has to be taken away.")
def uphill(w, g, state, lr, eps, mix):
    place, new = _scaled(w, g, state, lr, eps, lambda s: mix(s, g * g))
    return 2 * w - place, new


@both(
    "X11-35",
    "Your s is right, but every step of yours has the length lr or so, in the direction of the "
    "sign: you divide by the newest slope alone. What has s been collected for?",
)
def divides_by_the_slope(w, g, state, lr, eps, mix):
    return _scaled(w, g, state, lr, eps, lambda s: mix(s, g * g), lambda s: np.abs(g) + eps)


@both(
    "X11-36",
    "Your s is right, but the slope is missing above the line: each step has the same sign, "
    "uphill or not.",
)
def no_slope_above(w, g, state, lr, eps, mix):
    _, new = _scaled(w, g, state, lr, eps, lambda s: mix(s, g * g))
    return w - lr / (np.sqrt(new["s"]) + eps), new


@both(
    "X11-37",
    "Your numbers are right, but you have written into the dict that you were given. Return a "
    "dict of your own, so that a step can be tried twice from the same state.",
)
def writes_into_the_state(w, g, state, lr, eps, mix):
    place, new = _scaled(w, g, state, lr, eps, lambda s: mix(s, g * g))
    state.update(new)
    return place, state


@both(
    "X11-38",
    "Your first step is right. But the state you return is the old one: the next step needs the "
    "s that you have just made.",
)
def hands_the_old_state_on(w, g, state, lr, eps, mix):
    return _scaled(w, g, state, lr, eps, lambda s: mix(s, g * g))[0], dict(state)


@both(
    "X11-39",
    "The place is right, but your state holds the root. Keep s itself: the next step adds squares "
    "to it.",
)
def keeps_the_root(w, g, state, lr, eps, mix):
    place, new = _scaled(w, g, state, lr, eps, lambda s: mix(s, g * g))
    return place, {"s": np.sqrt(new["s"])}


@mistake("X11-40", "adagrad_step")
def forgets(w, g, state, lr, eps=1e-8):
    """Every step of yours has the length lr: your s holds the newest square only. Adagrad never
    forgets: it adds to the old s."""
    return _scaled(w, g, state, lr, eps, lambda s: g * g)


@mistake("X11-41", "adagrad_step")
def an_average(w, g, state, lr, eps=1e-8):
    """You average old and new. Adagrad adds: its s can only grow."""
    return _scaled(w, g, state, lr, eps, lambda s: 0.9 * s + 0.1 * g * g)


@mistake("X11-42", "adagrad_step")
def absolute_slopes(w, g, state, lr, eps=1e-8):
    """You collect the slopes without their sign. Asked for is the sum of their squares, and then
    the root."""
    return _scaled(w, g, state, lr, eps, lambda s: s + np.abs(g))


@mistake("OP-06", "rmsprop_step")
def weights_exchanged(w, g, state, lr, rho=0.9, eps=1e-8):
    """The two weights are exchanged: the old s should keep the large share rho, and you give it to
    the new square."""
    return _scaled(w, g, state, lr, eps, lambda s: (1 - rho) * s + rho * g * g)


@mistake("X11-43", "rmsprop_step")
def adds_everything(w, g, state, lr, rho=0.9, eps=1e-8):
    """Your s never forgets: that is Adagrad. RMSProp keeps a part of the old s and fills up with
    the new square."""
    return _scaled(w, g, state, lr, eps, lambda s: s + g * g)


@mistake("X11-44", "rmsprop_step")
def no_average(w, g, state, lr, rho=0.9, eps=1e-8):
    """Your two weights don't add up to 1: the new square comes in whole, so your s is too large.
    What is left over for it beside the share rho?"""
    return _scaled(w, g, state, lr, eps, lambda s: rho * s + g * g)


@mistake("X11-45", "rmsprop_step")
def forgets_its_past(w, g, state, lr, rho=0.9, eps=1e-8):
    """The first step is right, the second is not: the old s is missing in the new one."""
    return _scaled(w, g, state, lr, eps, lambda s: (1 - rho) * g * g)


@mistake("X11-46", "rmsprop_step")
def squares_the_weight(w, g, state, lr, rho=0.9, eps=1e-8):
    """The weight of the new gradient is squared, too. Square the gradient alone, then give it its
    weight."""
    return _scaled(w, g, state, lr, eps, lambda s: rho * s + ((1 - rho) * g) ** 2)


@mistake("X11-47", "rmsprop_step")
def corrected(w, g, state, lr, rho=0.9, eps=1e-8):
    """Your first step has the length lr: you have made up for the start at 0. Adam does that;
    RMSProp, as it stands in the text, does not."""
    first = "s" not in state
    factor = 1 - rho if first else 1.0
    return _scaled(
        w, g, state, lr, eps, lambda s: rho * s + (1 - rho) * g * g,
        lambda s: np.sqrt(s / factor) + eps,
    )  # fmt: skip
