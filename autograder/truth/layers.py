"""The forward pass: layers of neurons, probabilities, the loss, fresh weights, the whole network.

All but the table of shapes is the library's, closed to a notebook until its own is written.
Rows are examples. Sizes: N examples, D inputs, M outputs, K classes. All arrays float64.
"""

from itertools import pairwise

from downslope.layers import (
    activation_forward,
    affine_forward,
    cross_entropy,
    forward,
    init_params,
    log_softmax,
    softmax,
)

__all__ = [
    "activation_forward",
    "affine_forward",
    "cross_entropy",
    "forward",
    "init_params",
    "log_softmax",
    "shape_table",
    "softmax",
]


def shape_table(sizes, N):
    """One row a layer: (its number from 1, shape of W, shape of b, shape of Z)."""
    return [
        (layer, (n_in, n_out), (n_out,), (N, n_out))
        for layer, (n_in, n_out) in enumerate(pairwise(sizes), start=1)
    ]
