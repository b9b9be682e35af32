"""A second opinion on a backward function: print how far it is from centred differences.

The gradient checker judges a function of one array that returns one number. These helpers turn
a layer, a loss or a network into such functions. They print a small table and never raise, so
an exercise that is still empty stops nothing.
"""

from __future__ import annotations

from contextlib import contextmanager

import numpy as np

from downslope.gradcheck import numerical_gradient, relative_error

TOLERANCE = 1e-6  # the bar of 08 for smooth functions


@contextmanager
def once_written():
    """Run the body; if a function used in it fails, print one sentence in place of a traceback.

    An unsolved exercise raises NotImplementedError: then the sentence asks to come back later.
    Any other Exception is named.
    """
    try:
        yield
    except NotImplementedError:
        print(
            "Nothing to see yet: a function used here still waits for your code. Come back later."
        )
    except Exception as error:
        print(f"This cell stopped with {type(error).__name__}: {error}")
        print("The check cells above say which of your functions to look at first.")


def check_layer(backward, forward, *inputs, names, seed=0):
    """Compare a layer's backward function with the slope of its forward function.

    The output is multiplied by random numbers R and added up, L = sum(R * output), which turns
    the layer into one number; R is also the upstream gradient that `backward` receives.
    backward(R, cache) -> one gradient for each array in `inputs`, in order (a single array may
    come without a tuple). forward(*inputs) -> (output, cache). names: what to call them.
    Prints a table. Raises nothing.
    """
    with once_written():
        output, cache = forward(*inputs)
        R = np.random.default_rng(seed).normal(size=output.shape)
        arrays = [i for i, value in enumerate(inputs) if isinstance(value, np.ndarray)]

        def loss_of(position):
            def loss(value):
                moved = [value if i == position else v for i, v in enumerate(inputs)]
                return np.sum(R * forward(*moved)[0])

            return loss

        gradients = backward(R.copy(), cache)
        gradients = [gradients] if len(arrays) == 1 else gradients
        _table(
            (name, gradient, numerical_gradient(loss_of(i), inputs[i]))
            for name, gradient, i in zip(names, gradients, arrays, strict=True)
        )


def check_neuron(backward, forward, x, w, b, act, da=1.7):
    """Compare a neuron's backward function with the slope of its forward function.

    backward(da, cache) -> (dx, dw, db). forward(x, w, b, act) -> (a, cache). x, w: (D,). b: float.
    act: a word that forward knows. da: the slope that comes in. Prints a table. Raises nothing.
    """
    with once_written():
        _, cache = forward(x, w, b, act)
        gradients = backward(da, cache)
        slopes = (
            numerical_gradient(lambda v: da * forward(v, w, b, act)[0], x),
            numerical_gradient(lambda v: da * forward(x, v, b, act)[0], w),
            numerical_gradient(lambda v: da * forward(x, w, float(v), act)[0], b),
        )
        _table(zip(("dx", "dw", "db"), gradients, slopes, strict=True))


def check_loss(loss_and_gradient, Z, y, name="dZ"):
    """Compare the gradient that a loss function returns with the slope of the loss it returns.

    loss_and_gradient(Z, y) -> (loss, dZ). Z: (N, K), or (N,) for yes or no. y: (N,) int. Prints a
    table. Raises nothing.
    """
    with once_written():
        _, dZ = loss_and_gradient(Z.copy(), y)
        _table([(name, dZ, numerical_gradient(lambda v: loss_and_gradient(v, y)[0], Z))])


def check_network(loss_and_grads, params, X, y):
    """Compare every gradient of a network with the slope of the loss that the function returns.

    loss_and_grads(params, X, y) -> (loss, grads), grads with the structure of params:
    a list with {"W": (D, M), "b": (M,)} for every layer. Prints a table. Raises nothing.
    """
    with once_written():

        def loss_of(layer, key):
            def loss(value):
                moved = [dict(p) for p in params]
                moved[layer][key] = value
                return loss_and_grads(moved, X, y)[0]

            return loss

        _, grads = loss_and_grads(params, X, y)
        _table(
            (f"d{key}{i + 1}", grads[i][key], numerical_gradient(loss_of(i, key), params[i][key]))
            for i in reversed(range(len(params)))
            for key in ("W", "b")
        )


def _table(rows):
    """Print one line for each (name, gradient, numerical gradient)."""
    lines = []
    for name, gradient, numerical in rows:
        if np.shape(gradient) != numerical.shape:
            verdict = f"shape {np.shape(gradient)}, but it should be {numerical.shape}"
        else:
            error = relative_error(gradient, numerical)
            verdict = f"{error:.1e}   {'agrees' if error < TOLERANCE else 'DIFFERS'}"
        lines.append(f"  {name:<5} {verdict}")
    print("        relative error (agreement means below 1e-6)")
    print("\n".join(lines))
