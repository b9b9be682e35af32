"""Gradient descent in one dimension: the loop, the kind of run, where to stop."""

import numpy as np

EDGE_OF_MAP = 1e6  # a hiker further out than this has left the map and stays there
ARRIVED = 1e-3  # a last step this small, compared with the longest, is an arrival


def gradient_descent_1d(df, x0: float, lr: float, n_steps: int) -> np.ndarray:
    """Path (n_steps + 1,) float64: path[0] = x0, path[k+1] = path[k] − lr · df(path[k]).

    Once |path[k]| > EDGE_OF_MAP, all later entries repeat path[k] and df is not asked again.
    """
    path = np.full(n_steps + 1, float(x0))
    for k in range(n_steps):
        if abs(path[k]) > EDGE_OF_MAP:
            path[k + 1 :] = path[k]
            break
        path[k + 1] = path[k] - lr * df(path[k])
    return path


def classify_run(path: np.ndarray, f) -> str:
    """The kind of run: "diverged", "converged", "oscillating" or "slow", asked in this order.

    path (n+1,) with n >= 1; f: height. Diverged: not finite, or higher at the end than at the
    start. Converged: the last step is at most ARRIVED times the longest. Oscillating: more than
    half of the neighbouring pairs of steps have opposite signs.
    """
    path = np.asarray(path, dtype=float)
    if not np.isfinite(path).all() or f(path[-1]) > f(path[0]):
        return "diverged"
    steps = np.diff(path)
    if abs(steps[-1]) <= ARRIVED * np.max(np.abs(steps)):
        return "converged"
    if np.mean(steps[1:] * steps[:-1] < 0) > 0.5:
        return "oscillating"
    return "slow"


def stop_index(path: np.ndarray, df, tol: float) -> int:
    """First k with |df(path[k])| <= tol; the last index len(path) − 1 where there is none."""
    for k, x in enumerate(path):
        if abs(df(x)) <= tol:
            return k
    return len(path) - 1
