"""When the signal fades: how strong the gradient of each layer is, and weights that keep it so.

A network is a list of L layers {"W": (D, M), "b": (M,)} with activations between them. Sizes: N
examples, D inputs, M neurons, K classes. All arrays float64.
"""

import numpy as np

from downslope.backprop import loss_and_grads

SMALLEST, LARGEST, RATIO = 1e-3, 10.0, 20.0  # the bounds of `diagnose`


def weight_blames(params, X, y, acts):
    """∂L/∂W of every layer, the first layer first; L is the mean cross-entropy."""
    return [grad["W"] for grad in loss_and_grads(params, X, y, acts)[1]]


def layer_grad_norms(params, X, y, acts):
    """‖∂L/∂W‖ of every layer, (L,): the root of the sum of all squared entries.

    X (N, D), y (N,) int, acts the kinds of the L − 1 hidden layers.
    """
    return np.array([np.sqrt(np.vdot(dW, dW)) for dW in weight_blames(params, X, y, acts)])


def he_init(n_in, n_out, rng):
    """Weights (n_in, n_out) for relu: normal, mean 0, variance 2 / n_in (He et al. 2015)."""
    return rng.normal(0.0, np.sqrt(2 / n_in), size=(n_in, n_out))


def xavier_init(n_in, n_out, rng):
    """Weights (n_in, n_out) for sigmoid and tanh: normal, mean 0, variance 2 / (n_in + n_out).

    Half-way between 1 / n_in (values keep their size) and 1 / n_out (blame does); Glorot and
    Bengio 2010.
    """
    return rng.normal(0.0, np.sqrt(2 / (n_in + n_out)), size=(n_in, n_out))


def dead_fraction(A):
    """Share of the columns of A (N, M) that are 0 in all N rows: neurons that never fire."""
    return float(np.mean(~A.any(axis=0)))


def diagnose(norms):
    """ "exploding", "vanishing" or "healthy", from the norms (L,) of the gradients, L ≥ 2.

    Compares sizes with LARGEST and SMALLEST, and the first layer with the last hidden one.
    """
    first, last_hidden = norms[0], norms[-2]
    if max(norms) > LARGEST or first > RATIO * last_hidden:
        return "exploding"
    if min(norms) < SMALLEST or RATIO * first < last_hidden:
        return "vanishing"
    return "healthy"


def fresh_network(sizes, rng):
    """A network of He weights, its biases 0."""
    shapes = [(sizes[i], sizes[i + 1]) for i in range(len(sizes) - 1)]
    return [{"W": he_init(*shape, rng), "b": np.zeros(shape[1])} for shape in shapes]
