"""Slopes in one dimension: read one, estimate one, step down one."""


def numerical_derivative(f, x: float, h: float = 1e-5) -> float:
    """Slope of f at x, from two heights a distance 2h apart.

    f'(x) ≈ (f(x + h) − f(x − h)) / 2h; the error is about h²·f'''(x)/6 (Taylor's theorem).
    """
    return (f(x + h) - f(x - h)) / (2 * h)


def downhill_direction(slope: float) -> int:
    """-1 (left) where the ground rises to the right, +1 (right) where it falls, 0 where flat."""
    return int(slope < 0) - int(slope > 0)


def step_1d(x: float, slope: float, lr: float) -> float:
    """Where the hiker stands after one step: x − lr · slope. lr: length of step per unit slope."""
    return x - lr * slope
