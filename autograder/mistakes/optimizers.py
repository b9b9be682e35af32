"""What goes wrong with a plain step and with a step that rolls on."""

import numpy as np

from autograder.mistakes.core import mistake


@mistake("X11-01", "sgd_step")
def uphill(w, g, state, lr):
    """Your step goes uphill: the gradient points up, so it has to be taken away."""
    return w + lr * g, {}


@mistake("X11-02", "sgd_step")
def without_learning_rate(w, g, state, lr):
    """Your step is the same for every learning rate. Where should lr enter?"""
    return w - g, {}


@mistake("X11-03", "sgd_step")
def the_step_alone(w, g, state, lr):
    """This is the step alone, without the place it starts from. Asked for is the new place."""
    return -lr * g, {}


@mistake("X11-04", "sgd_step")
def place_alone(w, g, state, lr):
    """Your place is right, but it comes alone. Every kind of step returns two things: the new
    place, and the new state."""
    return w - lr * g


@mistake("X11-05", "sgd_step")
def moves_what_it_is_given(w, g, state, lr):
    """Your place is right, but the array that was passed as w has moved, too. Make a new array
    instead of changing the old one."""
    if np.asarray(w).dtype.kind != "f" or not np.ndim(w):
        return w - lr * g, {}
    w -= lr * g
    return w, state


@mistake("X11-06", "sgd_step")
def signs(w, g, state, lr):
    """Every knob of yours moves by lr exactly. Use the slopes themselves, not only their signs."""
    return w - lr * np.sign(g), {}


@mistake("X11-07", "sgd_step")
def all_knobs_alike(w, g, state, lr):
    """All your knobs move by the same amount. Each has a slope of its own."""
    return w - lr * np.sum(g), {}


@mistake("X11-08", "sgd_step")
def remembers_the_gradient(w, g, state, lr):
    """The place is right. But your state holds something, and a plain step has nothing to
    remember: return an empty dict."""
    return w - lr * g, {"g": g}


@mistake("X11-09", "sgd_step")
def no_state(w, g, state, lr):
    """The place is right. The second result should be a state, and a state is always a dict, also
    where there is nothing in it."""
    return w - lr * g, None


def _roll(w, g, state, lr, beta, velocity, step=lambda v: v):
    """One rolling step, so that each mistake below differs in one thing only."""
    v = velocity(beta, state.get("v", np.zeros(np.shape(w))), g)
    return w - lr * step(v), {"v": v}


@mistake("OP-01", "momentum_step")
def forgets_its_past(w, g, state, lr, beta=0.9):
    """The first step is right, the second is not: your velocity forgets its past. What has to
    be left over from the old one?"""
    return _roll(w, g, state, lr, beta, lambda b, v, g: g)


@mistake("OP-02", "momentum_step")
def pulled_uphill(w, g, state, lr, beta=0.9):
    """The gradient enters your velocity with a minus, and the velocity is then taken away: two
    minus signs lead uphill. Our velocity points uphill, like the gradient."""
    return _roll(w, g, state, lr, beta, lambda b, v, g: b * v - g)


@mistake("X11-10", "momentum_step")
def downhill_velocity(w, g, state, lr, beta=0.9):
    """You let the velocity point downhill and add it. That works with a state of your own, but not
    with ours: here the velocity points uphill, as the gradient does, and is taken away."""
    v = beta * state.get("v", 0.0) - lr * g
    return w + v, {"v": v}


@mistake("X11-11", "momentum_step")
def rate_inside(w, g, state, lr, beta=0.9):
    """Your velocity already holds the learning rate. Ours is made of gradients alone; lr comes in
    when the place is moved. (It makes a difference when lr changes on the way.)"""
    v = beta * state.get("v", 0.0) + lr * g
    return w - v, {"v": v}


@mistake("X11-12", "momentum_step")
def an_average(w, g, state, lr, beta=0.9):
    """Your velocity is an average: the new gradient comes in with a weight below 1. Here it comes
    in whole."""
    return _roll(w, g, state, lr, beta, lambda b, v, g: b * v + (1 - b) * g)


@mistake("X11-13", "momentum_step")
def no_friction(w, g, state, lr, beta=0.9):
    """Your velocity never loses anything: it is the sum of all gradients. What is left of the old
    velocity after one step?"""
    return _roll(w, g, state, lr, beta, lambda b, v, g: v + g)


@mistake("X11-14", "momentum_step")
def weights_everything(w, g, state, lr, beta=0.9):
    """You weaken the new gradient as well. Only the old velocity loses a part of itself."""
    return _roll(w, g, state, lr, beta, lambda b, v, g: b * (v + g))


@mistake("X11-15", "momentum_step")
def weights_the_gradient(w, g, state, lr, beta=0.9):
    """You weaken the new gradient and keep all of the old velocity. It is the other way round."""
    return _roll(w, g, state, lr, beta, lambda b, v, g: v + b * g)


@mistake("X11-16", "momentum_step")
def one_step_late(w, g, state, lr, beta=0.9):
    """Your state is right, but the place moves with the old velocity: the first step stands
    still. Move with the new one."""
    v = state.get("v", 0.0)
    return w - lr * v, {"v": beta * v + g}


@mistake("X11-17", "momentum_step")
def looks_ahead(w, g, state, lr, beta=0.9):
    """Your state is right, but the step uses beta twice (that is another method, Nesterov's). Take
    lr times the new velocity away, no more."""
    return _roll(w, g, state, lr, beta, lambda b, v, g: b * v + g, lambda v: g + beta * v)


@mistake("X11-18", "momentum_step")
def moves_with_the_gradient(w, g, state, lr, beta=0.9):
    """Your state is right, but the place moves with the gradient alone. What is the velocity
    for?"""
    return _roll(w, g, state, lr, beta, lambda b, v, g: b * v + g, lambda v: g)


@mistake("X11-19", "momentum_step")
def hands_the_old_state_on(w, g, state, lr, beta=0.9):
    """The place is right, but the state you return is the old one. The next step needs the
    velocity that you have just made."""
    return w - lr * (beta * state.get("v", 0.0) + g), dict(state)


@mistake("X11-20", "momentum_step")
def uphill_at_last(w, g, state, lr, beta=0.9):
    """Your state is right, but you move uphill: the velocity points up, as the gradient does."""
    v = beta * state.get("v", 0.0) + g
    return w + lr * v, {"v": v}


@mistake("X11-21", "momentum_step")
def one_velocity_for_all(w, g, state, lr, beta=0.9):
    """All your knobs share one velocity. Each needs its own: the velocity has the shape of w."""
    v = beta * state.get("v", np.zeros(np.shape(w))) + np.sum(g)
    return w - lr * v, {"v": v}


@mistake("X11-22", "momentum_step")
def writes_into_the_state(w, g, state, lr, beta=0.9):
    """Your numbers are right, but you have written into the dict that you were given. Return a
    dict of your own, so that a step can be tried twice from the same state."""
    state["v"] = beta * state.get("v", 0.0) + g
    return w - lr * state["v"], state


@mistake("X11-23", "momentum_step")
def changes_the_old_velocity(w, g, state, lr, beta=0.9):
    """Your numbers are right, but the old velocity has changed: short forms of adding and
    multiplying work on the very array that lies in the old state. Make a new array."""
    v = state.get("v", np.zeros(np.shape(w)))
    if not np.ndim(v) or v.dtype.kind != "f":
        v = np.array(v, dtype=float)
    v *= beta
    v += g
    return w - lr * v, {"v": v}


@mistake("X11-24", "momentum_step")
def place_alone_again(w, g, state, lr, beta=0.9):
    """Your place is right, but it comes alone, and the velocity is lost. Return the new place and
    the new state."""
    return w - lr * (beta * state.get("v", 0.0) + g)
