"""What goes wrong with gradient descent in one dimension."""

import numpy as np

from autograder.mistakes.core import mistake

DESCENTS = ("gradient_descent_1d", "repaired_descent")


def _descend(x0, n_steps, next_place):
    """Loop with the edge-of-map rule, so that each mistake below differs in one thing only."""
    path = [float(x0)]
    for _ in range(n_steps):
        x = path[-1]
        path.append(x if abs(x) > 1e6 else float(next_place(x)))
    return np.array(path)


@mistake("G1-01", *DESCENTS)
def uphill(df, x0, lr, n_steps):
    """Your first step goes uphill: the derivative points up, so it has to be subtracted."""
    return _descend(x0, n_steps, lambda x: x + lr * df(x))


@mistake("G1-02", *DESCENTS)
def without_learning_rate(df, x0, lr, n_steps):
    """Your path is the same for every learning rate. Where should lr enter?"""
    return _descend(x0, n_steps, lambda x: x - df(x))


@mistake("G1-03", *DESCENTS)
def last_point_only(df, x0, lr, n_steps):
    """The place you return may be right, but the whole path is asked for: n_steps + 1 places,
    beginning with x0."""
    return float(_descend(x0, n_steps, lambda x: x - lr * df(x))[-1])


@mistake("G1-04", *DESCENTS)
def without_the_start(df, x0, lr, n_steps):
    """Your path begins after the first step. Entry 0 should be x0 itself, which makes
    n_steps + 1 places."""
    return _descend(x0, n_steps, lambda x: x - lr * df(x))[1:]


@mistake("G1-05", *DESCENTS)
def slope_of_the_start(df, x0, lr, n_steps):
    """All your steps have the same length. The slope changes as the hiker moves: ask for it again
    at every step."""
    slope = df(x0)
    return _descend(x0, n_steps, lambda x: x - lr * slope)


@mistake("G1-06", *DESCENTS)
def sign_only(df, x0, lr, n_steps):
    """Every step of yours is exactly lr long. The step should be longer where the slope is
    steeper."""
    return _descend(x0, n_steps, lambda x: x - lr * np.sign(df(x)))


@mistake("X02-01", *DESCENTS)
def one_step_short(df, x0, lr, n_steps):
    """One step is missing at the end: n_steps steps make n_steps + 1 places."""
    return _descend(x0, max(n_steps - 1, 0), lambda x: x - lr * df(x))


@mistake("X02-02", *DESCENTS)
def one_step_too_many(df, x0, lr, n_steps):
    """One place too many: n_steps steps make n_steps + 1 places, the start included."""
    return _descend(x0, n_steps + 1, lambda x: x - lr * df(x))


@mistake("X02-03", *DESCENTS)
def always_from_the_start(df, x0, lr, n_steps):
    """Each of your steps begins at x0 again. Step k + 1 has to begin where step k ended."""
    return _descend(x0, n_steps, lambda x: x0 - lr * df(x))


@mistake("X02-04", *DESCENTS)
def shrinking_rate(df, x0, lr, n_steps):
    """Your steps get shorter by themselves: the learning rate stays the same in this exercise."""
    path = [float(x0)]
    for k in range(n_steps):
        x = path[-1]
        path.append(x if abs(x) > 1e6 else x - lr / (k + 1) * df(x))
    return np.array(path)


@mistake("X02-05", *DESCENTS)
def the_same_point_everywhere(df, x0, lr, n_steps):
    """All entries of your path are the last place: the list holds one and the same thing again
    and again. Store a new number at each step."""
    end = _descend(x0, n_steps, lambda x: x - lr * df(x))[-1]
    return np.full(n_steps + 1, end)


@mistake("X02-06", "gradient_descent_1d")
def walks_off_the_map(df, x0, lr, n_steps):
    """Right, except for a run that leaves the map: once |x| is above 1e6 the hiker stays where
    she is, and the rest of the path repeats that place."""
    path = [float(x0)]
    for _ in range(n_steps):
        path.append(float(path[-1] - lr * df(path[-1])))
    return np.array(path)


def _steps(path):
    return np.diff(np.asarray(path, dtype=float))


def _diverged(path, f):
    path = np.asarray(path, dtype=float)
    return not np.isfinite(path).all() or f(path[-1]) > f(path[0])


def _arrived(path):
    steps = np.abs(_steps(path))
    return steps[-1] <= 1e-3 * steps.max()


def _turns(path):
    steps = _steps(path)
    return np.mean(steps[1:] * steps[:-1] < 0)


def _zigzags(path):
    return _turns(path) > 0.5


@mistake("X02-10", "classify_run")
def never_diverged(path, f):
    """A run that ends higher than it began, or is not finite any more, has diverged: ask that
    first."""
    if _arrived(path):
        return "converged"
    return "oscillating" if _zigzags(path) else "slow"


@mistake("X02-11", "classify_run")
def arrival_in_absolute_terms(path, f):
    """Tiny steps alone don't mean arrival: with a tiny learning rate every step is tiny. Compare
    the last step with the longest one."""
    if _diverged(path, f):
        return "diverged"
    if abs(_steps(path)[-1]) < 1e-3:
        return "converged"
    return "oscillating" if _zigzags(path) else "slow"


@mistake("X02-12", "classify_run")
def zigzag_asked_first(path, f):
    """A run may zigzag and still arrive: ask whether it converged before you ask whether it
    oscillates."""
    if _diverged(path, f):
        return "diverged"
    if _zigzags(path):
        return "oscillating"
    return "converged" if _arrived(path) else "slow"


@mistake("X02-13", "classify_run")
def any_turn_is_a_zigzag(path, f):
    """One turn is not an oscillation: more than half of the neighbouring steps have to point in
    opposite directions."""
    if _diverged(path, f):
        return "diverged"
    if _arrived(path):
        return "converged"
    steps = _steps(path)
    return "oscillating" if (steps[1:] * steps[:-1] < 0).any() else "slow"


@mistake("X02-14", "classify_run")
def sign_of_the_place(path, f):
    """You look where x changes its sign, but the valley need not be at 0. What turns round in an
    oscillation are the steps."""
    if _diverged(path, f):
        return "diverged"
    if _arrived(path):
        return "converged"
    path = np.asarray(path, dtype=float)
    return "oscillating" if np.mean(path[1:] * path[:-1] < 0) > 0.5 else "slow"


@mistake("X02-15", "classify_run")
def converged_whatever_else(path, f):
    """You call every run that ends lower than it began converged. Has it stopped moving?"""
    return "diverged" if _diverged(path, f) else "converged"


@mistake("X02-16", "classify_run")
def compares_places_not_heights(path, f):
    """Diverged means that the end is HIGHER than the start: compare f at both ends, not x."""
    path = np.asarray(path, dtype=float)
    if not np.isfinite(path).all() or abs(path[-1]) > abs(path[0]):
        return "diverged"
    if _arrived(path):
        return "converged"
    return "oscillating" if _zigzags(path) else "slow"


@mistake("X02-17", "classify_run")
def last_against_first(path, f):
    """You compare the last step with the first one. The first need not be the longest: a run may
    begin on ground that is nearly level."""
    if _diverged(path, f):
        return "diverged"
    steps = np.abs(_steps(path))
    if steps[-1] <= 1e-3 * steps[0]:
        return "converged"
    return "oscillating" if _zigzags(path) else "slow"


def _with_turns(path, f, enough):
    word = "diverged" if _diverged(path, f) else "converged" if _arrived(path) else ""
    return word or ("oscillating" if enough(_turns(path)) else "slow")


@mistake("X02-18", "classify_run")
def nearly_all_have_to_turn(path, f):
    """A run in which most pairs of steps turn, but not nearly all, is slow with you. More than half
    of them is enough."""
    return _with_turns(path, f, lambda share: share >= 0.9)


@mistake("X02-19", "classify_run")
def half_is_enough(path, f):
    """Right, except where exactly half of the pairs of steps turn: oscillating takes MORE than
    half."""
    return _with_turns(path, f, lambda share: share >= 0.5)


def _first(hits, otherwise):
    return int(np.argmax(hits)) if np.any(hits) else otherwise


def _slopes(path, df):
    return np.array([df(x) for x in path])


@mistake("X02-20", "stop_index")
def without_absolute_value(path, df, tol):
    """A slope of -5 also is smaller than tol! Take its size, without the sign."""
    return _first(_slopes(path, df) <= tol, len(path) - 1)


@mistake("X02-21", "stop_index")
def last_instead_of_first(path, df, tol):
    """You return the last place at which the ground is level enough; the first one is asked for."""
    flat = np.abs(_slopes(path, df)) <= tol
    return len(path) - 1 - int(np.argmax(flat[::-1])) if flat.any() else len(path) - 1


@mistake("X02-22", "stop_index")
def minus_one_if_never(path, df, tol):
    """Right where the run does stop. If it never gets level enough, return the last index,
    len(path) - 1."""
    return _first(np.abs(_slopes(path, df)) <= tol, -1)


@mistake("X02-23", "stop_index")
def length_if_never(path, df, tol):
    """Right where the run does stop. If it never gets level enough, return the last index: indices
    count from 0."""
    return _first(np.abs(_slopes(path, df)) <= tol, len(path))


@mistake("X02-24", "stop_index")
def counts_from_one(path, df, tol):
    """One too many: indices count from 0, so a path that begins on level ground stops at 0."""
    k = _first(np.abs(_slopes(path, df)) <= tol, len(path) - 2)
    return k + 1


@mistake("X02-25", "stop_index")
def size_of_the_place(path, df, tol):
    """You compare x itself with tol. The rule asks how steep the ground is there."""
    return _first(np.abs(np.asarray(path)) <= tol, len(path) - 1)


@mistake("X02-26", "stop_index")
def size_of_the_step(path, df, tol):
    """You compare the length of the steps with tol. The rule asks for the slope."""
    return _first(np.abs(_steps(path)) <= tol, len(path) - 1)


@mistake("X02-27", "stop_index")
def the_point_not_its_index(path, df, tol):
    """That is the place where the run stops; its index in the path is asked for."""
    return float(path[_first(np.abs(_slopes(path, df)) <= tol, len(path) - 1)])


@mistake("X02-28", "stop_index")
def only_below(path, df, tol):
    """Right, except where the slope is exactly as large as tol: that counts as level, too. Read the
    rule again: "at most this size"."""
    return _first(np.abs(_slopes(path, df)) < tol, len(path) - 1)
