"""What goes wrong with a walk over many knobs."""

import numpy as np

from autograder.mistakes.core import mistake


def _walk(w0, n_steps, next_place):
    """The loop, so that each mistake below differs in one thing only."""
    path = [np.array(w0, dtype=float)]
    for _ in range(n_steps):
        path.append(np.array(next_place(path[-1])))
    return np.array(path)


@mistake("GN-01", "gradient_descent")
def the_same_array_again_and_again(grad_f, w0, lr, n_steps):
    """All places of your path are the same: the list holds one and the same array again and again,
    and every step changes it. Keep a copy of each place."""
    w = np.array(w0, dtype=float)
    path = [w]
    for _ in range(n_steps):
        w -= lr * grad_f(w)
        path.append(w)
    return np.array(path)


@mistake("GN-02", "gradient_descent")
def one_knob_after_the_other(grad_f, w0, lr, n_steps):
    """The first knob is right, the others are off: they already see the new first knob. Compute
    the whole gradient first, then move all knobs at once."""
    w = np.array(w0, dtype=float)
    path = [w.copy()]
    for _ in range(n_steps):
        for i in np.ndindex(w.shape):
            w[i] -= lr * grad_f(w)[i]
        path.append(w.copy())
    return np.array(path)


@mistake("GN-03", "gradient_descent")
def all_knobs_in_parallel(grad_f, w0, lr, n_steps):
    """All your knobs move by the same amount. Each needs its own partial derivative, not their
    sum."""
    return _walk(w0, n_steps, lambda w: w - lr * np.sum(grad_f(w)))


@mistake("GN-04", "gradient_descent")
def moves_the_start(grad_f, w0, lr, n_steps):
    """Your path is right, but the array that was passed as w0 has changed: it is the hiker's last
    place now. Work on a copy."""
    w = w0 if w0.dtype.kind == "f" else w0.astype(float)
    path = [w.copy()]
    for _ in range(n_steps):
        w -= lr * grad_f(w)
        path.append(w.copy())
    return np.array(path)


@mistake("X03-22", "gradient_descent")
def uphill(grad_f, w0, lr, n_steps):
    """Your steps go uphill: the gradient points up, so it has to be subtracted."""
    return _walk(w0, n_steps, lambda w: w + lr * grad_f(w))


@mistake("X03-23", "gradient_descent")
def without_learning_rate(grad_f, w0, lr, n_steps):
    """Your path is the same for every learning rate. Where should lr enter?"""
    return _walk(w0, n_steps, lambda w: w - grad_f(w))


@mistake("X03-24", "gradient_descent")
def last_place_only(grad_f, w0, lr, n_steps):
    """The place you return may be right, but the whole path is asked for: n_steps + 1 places,
    beginning with w0."""
    return _walk(w0, n_steps, lambda w: w - lr * grad_f(w))[-1]


@mistake("X03-25", "gradient_descent")
def without_the_start(grad_f, w0, lr, n_steps):
    """Your path begins after the first step. Entry 0 should be w0 itself, which makes n_steps + 1
    places."""
    return _walk(w0, n_steps, lambda w: w - lr * grad_f(w))[1:]


@mistake("X03-26", "gradient_descent")
def gradient_of_the_start(grad_f, w0, lr, n_steps):
    """All your steps are the same. The gradient changes as the hiker moves: ask for it again at
    every step."""
    gradient = grad_f(np.array(w0, dtype=float))
    return _walk(w0, n_steps, lambda w: w - lr * gradient)


@mistake("X03-27", "gradient_descent")
def steps_of_one_length(grad_f, w0, lr, n_steps):
    """Every step of yours is exactly lr long. Steep ground should give a longer step: use the
    gradient as it is, with its length."""

    def next_place(w):
        gradient = grad_f(w)
        length = np.linalg.norm(gradient)
        return w - lr * gradient / length if length else w

    return _walk(w0, n_steps, next_place)


@mistake("X03-28", "gradient_descent")
def signs_only(grad_f, w0, lr, n_steps):
    """Every knob of yours moves by lr exactly. Use the partial derivatives themselves, not only
    their signs."""
    return _walk(w0, n_steps, lambda w: w - lr * np.sign(grad_f(w)))


@mistake("X03-29", "gradient_descent")
def places_as_long_rows(grad_f, w0, lr, n_steps):
    """The numbers are right, but each place is one long row. Every place of the path should have
    the shape of w0."""
    return _walk(w0, n_steps, lambda w: w - lr * grad_f(w)).reshape(n_steps + 1, -1)


@mistake("X03-30", "gradient_descent")
def places_of_integers(grad_f, w0, lr, n_steps):
    """Right, except for a start at integers: an array made like w0 holds integers, and all
    decimals of the places are cut off. Make one that holds floats."""
    path = np.zeros((n_steps + 1, *w0.shape), dtype=w0.dtype)
    path[0] = w0
    for k in range(n_steps):
        path[k + 1] = path[k] - lr * grad_f(path[k])
    return path


@mistake("X03-31", "gradient_descent")
def one_step_short(grad_f, w0, lr, n_steps):
    """One step is missing at the end: n_steps steps make n_steps + 1 places."""
    return _walk(w0, max(n_steps - 1, 0), lambda w: w - lr * grad_f(w))


@mistake("X03-32", "gradient_descent")
def always_from_the_start(grad_f, w0, lr, n_steps):
    """Each of your steps begins at w0 again. Step k + 1 has to begin where step k ended."""
    return _walk(w0, n_steps, lambda w: w0 - lr * grad_f(w))
