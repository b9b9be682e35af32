"""Loss: how far a shell or a line misses, and how much of it each knob has to answer for.

Angles are in radians, speeds in m/s, distances in km. Flat ground, no air, no wind.
"""

import numpy as np

GRAVITY = 9.81  # m/s²


def shell_range(angle, speed):
    """Where a shell lands, in km: v² sin(2 angle) / g (Galilei, 1638), from metres to km."""
    return speed**2 * np.sin(2 * angle) / GRAVITY / 1000


def miss_loss(angle, speed, target):
    """The squared miss (range − target)², in km²."""
    return (shell_range(angle, speed) - target) ** 2


def miss_gradient(angle, speed, target) -> np.ndarray:
    """(2,): ∂L/∂angle in km² per radian and ∂L/∂speed in km² per m/s.

    Chain rule: ∂L/∂knob = 2 · miss · ∂range/∂knob.
    """
    by_angle = 2 * speed**2 * np.cos(2 * angle) / GRAVITY / 1000
    by_speed = 2 * speed * np.sin(2 * angle) / GRAVITY / 1000
    miss = shell_range(angle, speed) - target
    return 2 * miss * np.array([by_angle, by_speed])


def mse_loss(pred, y):
    """(loss, dpred): the mean of (pred − y)² over N entries; its slopes 2 (pred − y) / N, (N,)."""
    miss = pred - y
    return np.mean(miss**2), 2 * miss / len(y)


def linear_predict(x, w, b) -> np.ndarray:
    """The line w x + b at every entry of x (N,), shape (N,)."""
    return w * x + b


def linear_gradients(x, y, w, b):
    """(dw, db): the slopes of the mean squared error of the line, summed over the examples.

    Chain rule: prediction n reacts to w with x[n] and to b with 1.
    """
    _, dpred = mse_loss(linear_predict(x, w, b), y)
    return np.sum(dpred * x), np.sum(dpred)


def rank_knobs(grad: dict[str, float]) -> list[str]:
    """The names, largest |gradient| first; equal ones by the alphabet."""
    return sorted(grad, key=lambda name: (-abs(grad[name]), name))
