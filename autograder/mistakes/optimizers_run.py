"""What goes wrong with a walk of steps that remember something."""

import numpy as np

from autograder.mistakes.core import mistake


def _walk(step, grad_f, w0, n, hp):
    """All places, the start included, as a list."""
    path, state = [np.array(w0, dtype=float)], {}
    for _ in range(n):
        w, state = step(path[-1], grad_f(path[-1]), state, **hp)
        path.append(np.array(w))
    return path


@mistake("X11-80", "run_optimizer")
def an_empty_state_every_time(step, grad_f, w0, n, **hp):
    """Every step gets an empty state, so nothing is ever remembered. Hand on the state that the
    step before has returned."""
    path = [np.array(w0, dtype=float)]
    for _ in range(n):
        path.append(step(path[-1], grad_f(path[-1]), {}, **hp)[0])
    return np.array(path)


@mistake("X11-81", "run_optimizer")
def gradient_of_the_start(step, grad_f, w0, n, **hp):
    """All your steps use the gradient of the start. Ask for it again wherever you are."""
    w = np.array(w0, dtype=float)
    g = grad_f(w)
    return np.array(_walk(step, lambda w: g, w0, n, hp))


@mistake("X11-82", "run_optimizer")
def settings_not_handed_on(step, grad_f, w0, n, **hp):
    """Your walk hands on the learning rate alone. The other settings in hp belong to the step,
    too: hand on all of them, whatever their names are."""
    return np.array(_walk(step, grad_f, w0, n, {"lr": hp["lr"]}))


@mistake("X11-83", "run_optimizer")
def without_the_start(step, grad_f, w0, n, **hp):
    """Your path begins after the first step. Entry 0 should be w0 itself, which makes one place
    more than steps."""
    return np.array(_walk(step, grad_f, w0, n, hp)[1:])


@mistake("X11-84", "run_optimizer")
def last_place_only(step, grad_f, w0, n, **hp):
    """You return the last place. The whole path is asked for, beginning with w0."""
    return _walk(step, grad_f, w0, n, hp)[-1]


@mistake("X11-85", "run_optimizer")
def one_step_short(step, grad_f, w0, n, **hp):
    """One step is missing at the end: there is one place more than there are steps."""
    return np.array(_walk(step, grad_f, w0, max(n - 1, 0), hp))


@mistake("X11-86", "run_optimizer")
def places_of_integers(step, grad_f, w0, n, **hp):
    """Right, except for a start at integers: an array made like w0 holds integers, and all
    decimals of the places are cut off. Make one that holds floats."""
    path, state = np.zeros((n + 1, *w0.shape), dtype=w0.dtype), {}
    path[0] = w0
    for k in range(n):
        path[k + 1], state = step(path[k], grad_f(path[k]), state, **hp)
    return path


@mistake("X11-87", "run_optimizer")
def places_as_long_rows(step, grad_f, w0, n, **hp):
    """The numbers are right, but each place is one long row. Every place of the path should have
    the shape of w0."""
    return np.array(_walk(step, grad_f, w0, n, hp)).reshape(n + 1, -1)


@mistake("X11-88", "run_optimizer")
def always_from_the_start(step, grad_f, w0, n, **hp):
    """Each of your steps begins at w0 again. Step k + 1 has to begin where step k ended."""
    path, state = [np.array(w0, dtype=float)], {}
    for _ in range(n):
        w, state = step(path[0], grad_f(path[-1]), state, **hp)
        path.append(w)
    return np.array(path)


@mistake("X11-89", "run_optimizer")
def a_photograph_missing(step, grad_f, w0, n, **hp):
    """All places of your path are the same: the list holds one and the same array, and every step
    changes it. Keep a copy of each place."""
    w, state = np.array(w0, dtype=float), {}
    path = [w]
    for _ in range(n):
        w[...], state = step(w, grad_f(w), state, **hp)
        path.append(w)
    return np.array(path)


@mistake("X11-90", "run_optimizer")
def moves_the_start(step, grad_f, w0, n, **hp):
    """Your path is right, but the array that was passed as w0 has changed: it is the last place
    now. Work on a copy."""
    w, state = (w0 if w0.dtype.kind == "f" else w0.astype(float)), {}
    path = [w.copy()]
    for _ in range(n):
        w[...], state = step(w, grad_f(w), state, **hp)
        path.append(w.copy())
    return np.array(path)


@mistake("X11-91", "run_optimizer")
def steps_twice(step, grad_f, w0, n, **hp):
    """You call the step twice for each place, once for the place and once for the state, and the
    second call starts from the new place. Take both results from one call."""
    path, state = [np.array(w0, dtype=float)], {}
    for _ in range(n):
        w, state = step(path[-1], grad_f(path[-1]), state, **hp)
        w, state = step(w, grad_f(w), state, **hp)
        path.append(w)
    return np.array(path)
