"""Right steps in other styles."""

import itertools
import math

import numpy as np

from autograder.variants.core import variant

ADAM = ("adam_step", "repaired_adam_step")


@variant("W11-01", "sgd_step")
def by_functions(w, g, state, lr):
    """numpy's functions in place of signs; a dict from a call."""
    return np.subtract(w, np.multiply(lr, g)), dict()


@variant("W11-02", "sgd_step")
def works_on_a_copy(place, gradient, memory, rate):
    """Other names; a copy that is changed in place; a list of two where others return a tuple."""
    place = np.array(place, dtype=float)
    place -= rate * gradient
    return [place, {}]


@variant("V-01", "momentum_step")
def single_precision(w, g, state, lr, beta=0.9):
    """Everything in float32: last digits differ."""
    v = np.float32(g) + np.float32(beta) * np.float32(state.get("v", 0))
    return np.float32(w) - np.float32(lr) * v, {"v": v}


@variant("W11-03", "momentum_step")
def branches(w, g, state, lr, beta=0.9):
    """The first step is a case of its own."""
    v = np.array(g, dtype=float)
    if "v" in state:
        v += beta * state["v"]
    return w - lr * v, dict(v=v)


@variant("W11-04", "momentum_step")
def copies_the_state(w, g, state, lr, beta=0.9):
    """A copy of the dict, and then short forms."""
    state = dict(state)
    state["v"] = state.get("v", np.zeros_like(w)) * beta
    state["v"] = state["v"] + g
    w = np.array(w, dtype=float)
    w -= lr * state["v"]
    return w, state


@variant("W11-05", "adagrad_step")
def with_where(w, g, state, lr, eps=1e-8):
    """The rate of each knob first; squares by power."""
    s = np.zeros(np.shape(w)) if not state else state["s"]
    s = s + np.power(g, 2)
    rates = lr / (s**0.5 + eps)
    return w - rates * g, {"s": s}


@variant("W11-06", "adagrad_step")
def plain_python(w, g, state, lr, eps=1e-8):
    """Knob by knob, without arrays but for the shape; the state holds nested lists."""
    shape = np.shape(w)
    old = np.ravel(state.get("s", np.zeros(shape))).tolist()
    pairs = list(zip(np.ravel(w).tolist(), np.ravel(g).tolist(), old, strict=True))
    s = [q + slope**2 for _, slope, q in pairs]
    new = [x - lr * slope / (math.sqrt(q) + eps) for (x, slope, _), q in zip(pairs, s, strict=True)]
    return np.reshape(new, shape), {"s": np.reshape(s, shape)}


@variant("W11-07", "rmsprop_step")
def moves_towards(w, g, state, lr, rho=0.9, eps=1e-8):
    """The average moves towards the new square by a share 1 − rho."""
    s = state.get("s", 0)
    s = s + (1 - rho) * (np.square(g) - s)
    return w - lr * (g / (np.sqrt(s) + eps)), {"s": s}


@variant("V-01", "rmsprop_step")
def single_precision_scaled(w, g, state, lr, rho=0.9, eps=1e-8):
    """Squares in float32."""
    s = rho * state.get("s", 0.0) + (1 - rho) * np.float32(g) ** 2
    return w - lr * g / (np.sqrt(s) + eps), {"s": s}


@variant("V-35", *ADAM)
def folded_into_one_factor(w, g, state, lr, b1=0.9, b2=0.999, eps=1e-8):
    """Both corrections in the learning rate; eps goes along."""
    t = state["t"] + 1 if state else 1
    zeros = np.zeros(np.shape(w))
    m = b1 * state.get("m", zeros) + (1 - b1) * g
    v = b2 * state.get("v", zeros) + (1 - b2) * g * g
    much = np.sqrt(1 - b2**t)
    return w - lr * much / (1 - b1**t) * m / (np.sqrt(v) + eps * much), {"m": m, "v": v, "t": t}


@variant("W11-08", *ADAM)
def a_state_of_its_own(w, g, state, lr, b1=0.9, b2=0.999, eps=1e-8):
    """Starts from a full state; t as a float; prints on the way."""
    start = {"t": 0.0, "m": np.zeros_like(w, dtype=float), "v": np.zeros_like(w, dtype=float)}
    now = {**start, **state}
    print("step", now["t"])
    now["t"] = now["t"] + 1
    now["m"] = now["m"] + (1 - b1) * (g - now["m"])
    now["v"] = now["v"] + (1 - b2) * (np.abs(g) ** 2 - now["v"])
    rate = lr / (1 - b1 ** now["t"])
    w = w - rate * now["m"] / (np.sqrt(now["v"] / (1 - b2 ** now["t"])) + eps)
    return w, now


@variant("W11-09", "run_optimizer")
def a_list_of_places(step, grad_f, w0, n, **hp):
    """A list of arrays where a test asks for .shape."""
    w, state = np.array(w0, dtype=float), {}
    path = [w]
    while len(path) <= n:
        w, state = step(w, grad_f(w), state, **hp)
        path += [w]
    return path


@variant("W11-10", "run_optimizer")
def accumulated(step, grad_f, w0, n, **settings):
    """No loop to see: itertools carries place and state along."""

    def onward(here, _):
        return step(here[0], grad_f(here[0]), here[1], **settings)

    start = (np.asarray(w0, dtype=float), {})
    return np.array([w for w, _ in itertools.accumulate(range(n), onward, initial=start)])


@variant("W11-11", "run_optimizer")
def asks_once_more(step, grad_f, w0, n, lr, **hp):
    """lr by name, one gradient more than needed, and the place in numpy's own copy."""
    path = np.empty((n + 1, *np.shape(w0)))
    w, state = 1.0 * w0, {}
    for k in range(n + 1):
        path[k] = w
        w, state = step(w, grad_f(w), state, lr=lr, **hp)
    return path
