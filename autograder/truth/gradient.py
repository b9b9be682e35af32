"""Many knobs: the gradient, the slope in a direction, the walk, and a check of gradients.

w is an array of any shape, also 0-d; a gradient has the shape of w.
"""

import numpy as np

from downslope.gradcheck import check_gradient, numerical_gradient, relative_error

__all__ = [
    "check_gradient",
    "directional_slope",
    "gradient_descent",
    "numerical_gradient",
    "relative_error",
]


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
