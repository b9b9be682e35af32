"""Who walks on a surface: hikers by name, each with a function of their own or the plain rule."""

from __future__ import annotations

import inspect

import numpy as np

from downslope import trails
from downslope.demo import Trouble, call_array, name_of

MOST = 5  # hikers on one map: so many looks there are


def who(hikers) -> tuple[dict, list]:
    """Return ({name: function or None}, [the learning rate of each, or None]).

    `hikers` is a number, or a dict name -> function or name -> (function, learning rate); None is
    the plain rule. Raises ValueError if there are none, or too many.
    """
    if isinstance(hikers, int):
        names = ["Hiker"] if hikers == 1 else [f"Hiker {k + 1}" for k in range(hikers)]
        hikers = dict.fromkeys(names)
    pairs = [v if isinstance(v, tuple) else (v, None) for v in hikers.values()]
    if not 1 <= len(pairs) <= MOST:
        raise ValueError(f"There is room for 1 to {MOST} hikers, not for {len(pairs)}.")
    functions, own = zip(*pairs, strict=True)
    return dict(zip(map(str, hikers), functions, strict=True)), list(own)


def path(function, gradient, lr: float, start, n_steps: int) -> np.ndarray:
    """Return the places (n_steps + 1, 2) that a hiker visits from `start`. Raises Trouble.

    Without a function the rule w − lr·gradient(w) walks. One that needs three arguments is a
    step(w, grad, lr) -> (2,), one that needs four a descend(grad_f, w0, lr, n_steps).
    """
    start = np.array(start, dtype=np.float64)
    if function is None:
        return trails.follow(lambda w: w - lr * gradient(w), start, n_steps)
    needed = arguments(function)
    if needed == 3:

        def advance(w):
            return call_array(function, (2,), w.copy(), gradient(w), lr)

        return trails.follow(advance, start, n_steps)
    if needed == 4:
        return call_array(function, (n_steps + 1, 2), gradient, start, lr, n_steps)
    raise Trouble(
        f"{name_of(function)} needs {needed} arguments, but step(w, grad, lr) has three "
        "and descend(grad_f, w0, lr, n_steps) four."
    )


def arguments(function) -> int:
    """Return how many arguments a function cannot do without; -1 if it does not say."""
    try:
        every = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return -1
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return sum(p.kind in kinds and p.default is p.empty for p in every)
