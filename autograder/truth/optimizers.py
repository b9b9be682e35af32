"""Five ways to make a step out of a gradient, and the walk that any of them takes.

Each step takes the place w, the gradient g there (same shape), and a state, a dict that is {}
before the first step; it returns the new place and a new dict, and changes nothing it was given.
"""

import numpy as np


def sgd_step(w, g, state, lr):
    """w − lr·g. Remembers nothing: the new state is {}."""
    return w - lr * g, {}


def momentum_step(w, g, state, lr, beta=0.9):
    """v ← β·v + g, then w − lr·v. State: v, of w's shape. (B. Polyak, 1964, up to lr's place.)"""
    v = beta * state.get("v", 0.0) + g
    return w - lr * v, {"v": v}


def adagrad_step(w, g, state, lr, eps=1e-8):
    """s ← s + g², then w − lr·g / (√s + ε), entry by entry. State: s. (Duchi et al., 2011.)"""
    s = state.get("s", 0.0) + g * g
    return w - lr * g / (np.sqrt(s) + eps), {"s": s}


def rmsprop_step(w, g, state, lr, rho=0.9, eps=1e-8):
    """s ← ρ·s + (1−ρ)·g², then w − lr·g / (√s + ε). State: s. (Tieleman and Hinton, 2012.)"""
    s = rho * state.get("s", 0.0) + (1 - rho) * g * g
    return w - lr * g / (np.sqrt(s) + eps), {"s": s}


def adam_step(w, g, state, lr, b1=0.9, b2=0.999, eps=1e-8):
    """Averages of g and g², both corrected for their start at 0. State: t, m, v.

    t ← t + 1,  m ← b1·m + (1−b1)·g,  v ← b2·v + (1−b2)·g²,
    m̂ = m / (1 − b1^t),  v̂ = v / (1 − b2^t),  w − lr·m̂ / (√v̂ + ε). (Kingma and Ba, 2015, alg. 1.)
    """
    t = state.get("t", 0) + 1
    m = b1 * state.get("m", 0.0) + (1 - b1) * g
    v = b2 * state.get("v", 0.0) + (1 - b2) * g * g
    m_hat = m / (1 - b1**t)
    v_hat = v / (1 - b2**t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), {"t": t, "m": m, "v": v}


def run_optimizer(step, grad_f, w0, n, **hp):
    """Path (n + 1, *w0.shape) float64: n times step(w, grad_f(w), state, **hp) from w0 and {}."""
    path, state = np.zeros((n + 1, *np.shape(w0))), {}
    path[0] = w0
    for k in range(n):
        w = path[k].copy()
        path[k + 1], state = step(w, grad_f(w), state, **hp)
    return path
