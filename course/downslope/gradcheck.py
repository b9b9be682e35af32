"""The gradient checker of notebook 03: wiggle every number, watch the loss, compare.

It knows nothing about backpropagation. It only evaluates a function on both sides of a point.
So it is a second opinion on any gradient, and far too slow to train with.
"""

from __future__ import annotations

import numpy as np


def numerical_gradient(f, w, h=1e-5):
    """Estimate the gradient of f at w by centred differences, one entry at a time.

    f: takes an array of w's shape, returns one number. w: array of any shape, or a number;
    integers are treated as float64; w is not modified. h: half the distance of the two probes.
    Returns a float64 array of w's shape. It calls f twice for every entry of w.
    Raises ValueError if f does not return a single number.
    """
    w = np.array(w, dtype=np.float64)
    gradient = np.zeros_like(w)
    for i in np.ndindex(w.shape):
        step = np.zeros_like(w)
        step[i] = h
        gradient[i] = (_number(f(w + step)) - _number(f(w - step))) / (2 * h)
    return gradient


def relative_error(a, b):
    """Say how far two gradients are apart: |a - b| / (|a| + |b|), with | | the length.

    a, b: arrays of one shape. Returns a float between 0 (equal) and 1 (opposite, or only one of
    them is zero). Two zero gradients agree: 0.
    Raises ValueError if the shapes differ.
    """
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    if a.shape != b.shape:
        raise ValueError(f"Cannot compare gradients of shapes {a.shape} and {b.shape}.")
    size = np.linalg.norm(a) + np.linalg.norm(b)
    return float(np.linalg.norm(a - b) / size) if size != 0 else 0.0


def check_gradient(f, grad_f, w, tol=1e-6):
    """Ask whether grad_f is the gradient of f at w.

    f, w: as in `numerical_gradient`. grad_f: takes w, returns an array of w's shape.
    tol: the relative error has to be below this. Returns True or False; NaN is False.
    Raises ValueError if grad_f(w) does not have the shape of w.
    """
    w = np.array(w, dtype=np.float64)
    return bool(relative_error(grad_f(w.copy()), numerical_gradient(f, w)) < tol)


def _number(value) -> float:
    """Return `value` as a float. Raises ValueError if it holds more than one number."""
    if np.size(value) != 1:
        raise ValueError(f"f must return one number, but returned shape {np.shape(value)}.")
    return float(np.asarray(value).item())
