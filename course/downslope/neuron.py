"""The neuron of notebook 06: a = g(w·x + b), forward and back.

A letter d in front means the slope of the loss: dz = dL/dz, and dz has the shape of z. D inputs;
x and w have the shape (D,), b is a float, act is "sigmoid", "tanh" or "relu". All functions are
pure.
"""

from __future__ import annotations

import numpy as np

from downslope.layers import sigmoid


def tanh_(z):
    """Bend every number into (-1, 1): (e^z - e^-z) / (e^z + e^-z). Any shape."""
    return np.tanh(z)


def relu(z):
    """Keep what is positive: max(0, z), entry by entry. Any shape."""
    return np.maximum(0.0, z)


ACTIVATIONS = {"sigmoid": sigmoid, "tanh": tanh_, "relu": relu}


def neuron_forward(x, w, b, act):
    """Add up, then bend: z = w·x + b, a = g(z).

    x, w: (D,). b: float. Returns (a, cache): a float, and the tuple (x, w, b, act).
    Raises KeyError for an unknown act, ValueError if x and w do not fit.
    """
    return float(ACTIVATIONS[act](w @ x + b)), (x, w, b, act)


def act_backward(da, z, act):
    """Send a slope back through a = g(z), entry by entry: dz = da · g'(z).

    g' = a(1 - a) for sigmoid, 1 - a² for tanh, 1 or 0 for relu (0 at the corner).
    da, z: one shape, or numbers. Returns dz of that shape.
    """
    a = ACTIVATIONS[act](z)
    slope = {"sigmoid": a * (1 - a), "tanh": 1 - a**2, "relu": (np.asarray(z) > 0) * 1.0}[act]
    return da * slope


def neuron_backward(da, cache):
    """Send a slope back through the whole neuron: dx = dz·w, dw = dz·x, db = dz.

    da: float. cache: as `neuron_forward` returned it. Returns (dx, dw, db): (D,), (D,), float.
    """
    x, w, b, act = cache
    total = np.dot(w, x) + b
    blame = act_backward(da, total, act)
    return blame * w, blame * x, float(blame)
