"""One neuron: a = g(w·x + b), what it costs to miss, and the chain rule link by link.

A letter d in front means the slope of the loss: dz = dL/dz, and dz has the shape of z. Sizes: D
inputs, N examples. x and w (D,), b float; act is "sigmoid", "tanh" or "relu". All float64.
"""

import numpy as np

from downslope.layers import sigmoid
from downslope.neuron import (
    ACTIVATIONS,
    act_backward,
    neuron_backward,
    neuron_forward,
    relu,
    tanh_,
)

__all__ = [
    "ACTIVATIONS",
    "act_backward",
    "bce_loss",
    "bce_with_logits",
    "fill_trace",
    "neuron_backward",
    "neuron_forward",
    "relu",
    "sigmoid",
    "tanh_",
]

SURE = 1e-12  # bce_loss takes a probability to lie between SURE and 1 - SURE


def fill_trace(trace):
    """Every link of the chain for one input and the loss L = (a - y)²: a new dict, all filled."""
    x, w, b, y, act = (trace[name] for name in ("x", "w", "b", "y", "act"))
    z = w * x + b
    a = float(ACTIVATIONS[act](z))
    dloss_da = 2 * (a - y)
    da_dz = float(act_backward(1.0, z, act))
    dloss_dz = dloss_da * da_dz
    return {
        **trace,
        "z": z,
        "a": a,
        "loss": (a - y) ** 2,
        "dloss_da": dloss_da,
        "da_dz": da_dz,
        "dloss_dz": dloss_dz,
        "dloss_dw": dloss_dz * x,
        "dloss_db": dloss_dz,
    }


def bce_loss(p, y):
    """(loss, dp) of probabilities p (N,) for class 1 and classes y (N,) of 0 and 1.

    loss = meanₙ -(y log p + (1 - y) log(1 - p)), dp = (p - y) / (p (1 - p)) / N.
    """
    p = np.clip(p, SURE, 1 - SURE)
    losses = -(y * np.log(p) + (1 - y) * np.log(1 - p))
    return float(losses.mean()), (p - y) / (p * (1 - p)) / len(p)


def bce_with_logits(z, y):
    """(loss, dz) of logits z (N,) and classes y (N,): the loss of p = sigmoid(z), for any z.

    loss = meanₙ max(z, 0) - z y + log(1 + e^-|z|), dz = (sigmoid(z) - y) / N.
    """
    losses = np.maximum(z, 0) - z * y + np.log1p(np.exp(-np.abs(z)))
    return float(losses.mean()), (sigmoid(z) - y) / len(z)
