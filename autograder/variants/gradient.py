"""Right ways to measure a gradient, to look in a direction, to walk, and to compare."""

import itertools
import math
import warnings

import numpy as np

from autograder.truth import gradient as truth
from autograder.variants.core import variant

GRADIENTS = ("numerical_gradient", "repaired_gradient")


@variant("V-02", *GRADIENTS)
def remembers_the_old_value(f, w, h=1e-5):
    """On a copy, in place: the knob is turned up, down, and put back."""
    w = np.array(w, dtype=float)
    gradient = np.zeros_like(w)
    for i in np.ndindex(w.shape):
        old = w[i]
        w[i] = old + h
        up = f(w)
        w[i] = old - h
        down = f(w)
        w[i] = old
        gradient[i] = (up - down) / (2 * h)
    return gradient


@variant("V-11", "repaired_gradient")
def in_place_and_put_back(f, w, h=1e-5):
    """On the caller's own array, which is as before in the end."""
    gradient = np.zeros_like(w)
    for i in np.ndindex(w.shape):
        w[i] += h
        up = f(w)
        w[i] -= 2 * h
        down = f(w)
        w[i] += h
        gradient[i] = (up - down) / (2 * h)
    return gradient


@variant("V-34", *GRADIENTS)
def five_points(f, w, h=1e-5):
    """Another step size and a formula of higher order: more exact than the expected value."""
    w, h = np.array(w, dtype=float), 1e-3
    gradient = np.zeros_like(w)
    for i in np.ndindex(w.shape):
        e = np.zeros_like(w)
        e[i] = h
        outer, inner = f(w - 2 * e) - f(w + 2 * e), f(w + e) - f(w - e)
        gradient[i] = (outer + 8 * inner) / (12 * h)
    return gradient


@variant("W03-01", *GRADIENTS)
def through_a_flat_row(f, w, h=1e-5):
    """One long row inside, folded back for every call of f; prints and warns on the way."""
    shape, flat = np.shape(w), np.ravel(w).astype(float)
    print("knobs:", flat.size)
    warnings.warn("a warning of the student's own", RuntimeWarning, stacklevel=2)
    rows = h * np.eye(flat.size)
    slopes = [(f((flat + r).reshape(shape)) - f((flat - r).reshape(shape))) / (2 * h) for r in rows]
    return np.array(slopes).reshape(shape)


@variant("W03-02", *GRADIENTS)
def with_lists(function, knobs, step=1e-5, verbose=False):
    """Other names, f called with nested lists, and nested lists returned."""
    knobs = np.asarray(knobs, dtype=float)
    slopes = np.empty(knobs.shape)
    for i in np.ndindex(knobs.shape):
        up, down = knobs.copy(), knobs.copy()
        up[i], down[i] = up[i] + step, down[i] - step
        slopes[i] = (function(up.tolist()) - function(down.tolist())) / (up[i] - down[i])
    return slopes.tolist()


@variant("W03-13", "numerical_gradient")
def in_a_box_too_many(f, w, h=1e-5):
    """An axis of length 1 in front."""
    return truth.numerical_gradient(f, w, h)[None]


@variant("W03-03", "directional_slope")
def unit_vector_first(grad, u):
    """The direction is brought to length 1 first, then a dot product of long rows."""
    return np.ravel(grad) @ (np.ravel(u) / np.linalg.norm(u))


@variant("V-22", "directional_slope")
def zero_dimensional_array(grad, u):
    """A 0-d array where a test asks for the type float."""
    return np.array(np.vdot(grad, u) / np.linalg.norm(u))


@variant("W03-04", "directional_slope")
def plain_python(grad, u):
    """No numpy but for the flattening."""
    pairs = list(zip(np.ravel(grad).tolist(), np.ravel(u).tolist(), strict=True))
    return sum(g * v for g, v in pairs) / math.hypot(*(v for _, v in pairs))


@variant("V-01", "directional_slope")
def single_precision(grad, u):
    """Everything in float32: last digits differ."""
    grad, u = np.float32(grad), np.float32(u)
    return np.sum(grad * u) / np.sqrt(np.sum(u * u))


@variant("V-33", "gradient_descent")
def list_of_places(grad_f, w0, lr, n_steps):
    """A list of arrays where a test asks for .shape."""
    path = [np.array(w0, dtype=float)]
    for _ in range(n_steps):
        path += [path[-1] - lr * grad_f(path[-1])]
    return path


@variant("V-41", "gradient_descent")
def copies_then_in_place(grad_f, w0, lr, n_steps):
    """One place that moves, photographed after every step."""
    w = np.array(w0, dtype=float)
    photographs = [w.copy()]
    for _ in range(n_steps):
        w -= lr * grad_f(w)
        photographs.append(w.copy())
    return np.stack(photographs)


@variant("W03-05", "gradient_descent")
def accumulated(grad_f, w0, lr, n_steps):
    """No loop at all to see: itertools does it."""

    def next_place(w, _):
        return w - np.multiply(lr, grad_f(w))

    start = np.asarray(w0, dtype=np.float64)
    return np.array(list(itertools.accumulate(range(n_steps), next_place, initial=start)))


@variant("W03-06", "gradient_descent")
def photographs_first(grad_f, w0, lr, n_steps):
    """Room for all places first; the gradient is asked for once more than needed."""
    path = np.empty((n_steps + 1, *np.shape(w0)), dtype=np.float64)
    w = 1.0 * w0
    for k in range(n_steps + 1):
        path[k] = w
        w = w - lr * grad_f(w)
    return path


@variant("W03-07", "relative_error")
def with_norms(a, b):
    """The norms of flat rows, early return."""
    if not a.any() and not b.any():
        return 0
    a, b = a.ravel(), b.ravel()
    return np.linalg.norm(a - b) / (np.linalg.norm(a) + np.linalg.norm(b))


@variant("W03-08", "relative_error")
def with_hypot(a, b):
    """Plain Python: sums in another order."""
    a, b = np.ravel(a).tolist(), np.ravel(b).tolist()
    size = math.hypot(*a) + math.hypot(*b)
    return size and math.dist(a, b) / size


@variant("W03-09", "relative_error")
def tiny_epsilon(a, b):
    """An epsilon so small that it never shows."""
    return float(np.linalg.norm(a - b) / (np.linalg.norm(a) + np.linalg.norm(b) + 1e-300))


@variant("W03-10", "check_gradient")
def a_numpy_bool(f, grad_f, w, tol=1e-6):
    """A numpy bool, and the difference of one gradient in flat rows."""
    a, b = np.ravel(grad_f(w.copy())), np.ravel(truth.numerical_gradient(f, w))
    return np.linalg.norm(a - b) < tol * (np.linalg.norm(a) + np.linalg.norm(b))


@variant("W03-11", "check_gradient")
def branches(f, grad_f, w, tol=1e-6):
    """Two branches, finer probes, and 1 or 0 for True or False."""
    error = truth.relative_error(grad_f(w), truth.numerical_gradient(f, w, 1e-6))
    if error < tol:
        return 1
    return 0


@variant("W03-12", "check_gradient")
def the_larger_of_the_two(f, grad_f, w, tol=1e-6):
    """Twice as strict: divided by the larger length only."""
    a, b = grad_f(w), truth.numerical_gradient(f, w)
    return bool(np.linalg.norm(a - b) / max(np.linalg.norm(a), np.linalg.norm(b)) < tol)
