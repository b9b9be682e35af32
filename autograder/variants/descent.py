"""Right ways to walk downhill, to name a run and to stop."""

import itertools

import numpy as np

from autograder.variants.core import variant

DESCENTS = ("gradient_descent_1d", "repaired_descent")


@variant("V-33", *DESCENTS)
def list_of_floats(df, x0, lr, n_steps):
    """A list of Python floats where a test asks for .shape."""
    path = [x0]
    for _ in range(n_steps):
        x = path[-1]
        path += [x if abs(x) > 1e6 else x - lr * df(x)]
    return path


@variant("W02-01", *DESCENTS)
def accumulated(df, x0, lr, n_steps):
    """No loop at all to see: itertools does it."""

    def next_place(x, _):
        return x if abs(x) > 1e6 else x - lr * df(x)

    return np.array(list(itertools.accumulate(range(n_steps), next_place, initial=float(x0))))


@variant("W02-02", *DESCENTS)
def filled_in(df, x0, lr, n_steps):
    """An array filled in place, the edge handled by breaking out."""
    path = np.empty(n_steps + 1)
    path[0] = x0
    for k in range(1, n_steps + 1):
        path[k] = path[k - 1] - lr * df(path[k - 1])
        if abs(path[k]) > 1e6:
            path[k:] = path[k]
            break
    return path


@variant("V-14", *DESCENTS)
def column(df, x0, lr, n_steps):
    """A column of shape (n_steps + 1, 1): the right numbers in a slightly different box."""
    return np.array(list_of_floats(df, x0, lr, n_steps)).reshape(-1, 1)


@variant("W02-03", "classify_run")
def with_loops(path, f):
    """Plain Python, no numpy: sums in another order."""
    path = [float(x) for x in path]
    if any(x != x or abs(x) == float("inf") for x in path) or f(path[-1]) > f(path[0]):
        return "diverged"
    steps = [b - a for a, b in itertools.pairwise(path)]
    if abs(steps[-1]) <= max(map(abs, steps)) / 1000:
        return "converged"
    turns = sum(1 for a, b in itertools.pairwise(steps) if a * b < 0)
    return "oscillating" if turns > (len(steps) - 1) / 2 else "slow"


@variant("W02-04", "classify_run")
def with_signs(path, f):
    """Compares signs instead of multiplying; warns on infinite entries."""
    path = np.asarray(path)
    if not np.all(np.isfinite(path)) or f(path[-1]) - f(path[0]) > 0:
        return "diverged"
    steps = np.diff(path)
    if abs(steps[-1]) <= 1e-3 * abs(steps).max():
        return "converged"
    signs = np.sign(steps)
    return ["slow", "oscillating"][int(np.mean(signs[1:] == -signs[:-1]) > 0.5)]


@variant("W02-05", "stop_index")
def with_argmax(path, df, tol):
    """Vectorised: asks df at every point, returns a numpy integer."""
    flat = np.array([abs(df(x)) <= tol for x in path])
    return np.argmax(flat) if flat.any() else np.int64(len(path) - 1)


@variant("W02-06", "stop_index")
def with_next(path, df, tol):
    """One generator expression."""
    return next((k for k, x in enumerate(path) if abs(df(x)) <= tol), len(path) - 1)


@variant("W02-07", "stop_index")
def as_float(path, df, tol):
    """The right index as a float."""
    return float(with_next(path, df, tol))
