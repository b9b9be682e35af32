"""The forward pass: layers of neurons, probabilities, the loss, fresh weights, the whole network.

Rows are examples. Sizes: N examples, D inputs, M outputs, K classes. All arrays float64. A network
is a list of layers {"W": (D, M), "b": (M,)}; between its layers stand activations.
"""

import numpy as np

ACTIVATIONS = {
    "sigmoid": lambda Z: np.exp(-np.logaddexp(0, -Z)),  # 1 / (1 + e⁻ᶻ)
    "tanh": np.tanh,
    "relu": lambda Z: Z.clip(min=0),
}


def affine_forward(X, W, b):
    """(Z, cache): row n of Z (N, M) is xₙ W + b; the cache is (X, W, b).

    X (N, D), W (D, M), b (M,).
    """
    cache = X, W, b
    return np.dot(X, W) + b, cache


def activation_forward(Z, kind):
    """(A, cache): A = g(Z), entry by entry; the cache is (Z, kind).

    g(z) is 1 / (1 + e⁻ᶻ) for "sigmoid", tanh z for "tanh", max(0, z) for "relu".
    """
    cache = Z, kind
    return ACTIVATIONS[kind](Z), cache


def log_softmax(Z):
    """zₖ − log Σⱼ exp zⱼ in each row of Z (N, K); the largest of a row is taken off first."""
    S = Z - Z.max(axis=1)[:, None]
    return S - np.log(np.sum(np.exp(S), axis=1))[:, None]


def softmax(Z):
    """exp zₖ / Σⱼ exp zⱼ in each row of Z (N, K): every row adds up to 1."""
    return np.exp(log_softmax(Z))


def cross_entropy(Z, y):
    """meanₙ −log softmax(Z)[n, yₙ], a float. Z (N, K), y (N,) int."""
    return -float(np.mean([row[label] for row, label in zip(log_softmax(Z), y, strict=True)]))


def neighbours(sizes):
    """(n_in, n_out) of every layer: sizes 2, 3, 4 make the layers (2, 3) and (3, 4)."""
    return [(sizes[i], sizes[i + 1]) for i in range(len(sizes) - 1)]


def init_params(sizes, rng, scheme="he"):
    """A network with sizes[0] inputs and sizes[-1] outputs: normal weights of mean 0, biases 0.

    The variance of a layer's weights is 2 / n_in for "he" (He et al. 2015) and 2 / (n_in + n_out)
    for "xavier" (Glorot and Bengio 2010).
    """
    variance = {
        "he": lambda n_in, n_out: 2 / n_in,
        "xavier": lambda n_in, n_out: 2 / (n_in + n_out),
    }[scheme]
    return [
        {"W": rng.normal(0, np.sqrt(variance(*shape)), shape), "b": np.zeros(shape[1])}
        for shape in neighbours(sizes)
    ]


def forward(params, X, acts):
    """(logits (N, K), caches): affine, activation, affine, …, affine; none behind the last layer.

    acts: the kinds of the hidden layers, one less than layers. caches: one a step, in the order
    of the steps, so 2 L − 1 of them for L layers.
    """
    *hidden, last = params
    caches = []
    for layer, kind in zip(hidden, acts, strict=True):
        Z, seen = affine_forward(X, **layer)
        X, kept = activation_forward(Z, kind)
        caches += [seen, kept]
    logits, seen = affine_forward(X, **last)
    return logits, [*caches, seen]


def shape_table(sizes, N):
    """One row a layer: (its number from 1, shape of W, shape of b, shape of Z)."""
    return [
        (layer, (n_in, n_out), (n_out,), (N, n_out))
        for layer, (n_in, n_out) in enumerate(neighbours(sizes), start=1)
    ]
