"""Many knobs: the gradient, the slope in a direction, the walk, and a check of gradients.

w is an array of any shape, also 0-d; a gradient has the shape of w.
"""

import numpy as np


def numerical_gradient(f, w: np.ndarray, h: float = 1e-5) -> np.ndarray:
    """Slope of f in each entry of w, all other entries held fast; float64 of w's shape.

    ∂f/∂w_i ≈ (f(w + h e_i) − f(w − h e_i)) / 2h, with e_i = 1 at entry i and 0 elsewhere.
    """
    w = np.asarray(w, dtype=float)
    gradient = np.zeros(w.shape)
    for i in np.ndindex(w.shape):
        step = np.zeros(w.shape)
        step[i] = h
        gradient[i] = (f(w + step) - f(w - step)) / (2 * h)
    return gradient


def directional_slope(grad: np.ndarray, u: np.ndarray) -> float:
    """Slope in the direction u, by the chain rule: Σ grad·u / |u|. grad, u: of one shape; u ≠ 0."""
    return float(np.sum(grad * u) / np.sqrt(np.sum(u * u)))


def gradient_descent(grad_f, w0: np.ndarray, lr: float, n_steps: int) -> np.ndarray:
    """Path (n_steps + 1, *w0.shape) float64: path[0] = w0, path[k+1] = path[k] − lr · grad_f."""
    path = np.zeros((n_steps + 1, *np.shape(w0)))
    path[0] = w0
    for k in range(n_steps):
        path[k + 1] = path[k] - lr * grad_f(path[k].copy())
    return path


def relative_error(a: np.ndarray, b: np.ndarray) -> float:
    """|a − b| / (|a| + |b|) with | | the length (root of the sum of squares); 0/0 is 0."""
    size = _length(a) + _length(b)
    return 0.0 if size == 0 else float(_length(a - b) / size)


def check_gradient(f, grad_f, w: np.ndarray, tol: float = 1e-6) -> bool:
    """True if grad_f(w) is less than tol apart from the numerical gradient at w; NaN never is."""
    return relative_error(grad_f(w), numerical_gradient(f, w)) < tol


def _length(a: np.ndarray) -> float:
    return np.sqrt(np.sum(np.square(a)))
