"""Where a walk back leaves the road: every intermediate blame of one example, the last layer first.

With a single example the blame for a bias is the blame dZ of its whole layer. So a `backward` that
only returns gradients still shows what it had in its hands at each layer. The truth is measured:
the biases and weights are wiggled, and the forward pass that the reader hands in tells the slope.
"""

from __future__ import annotations

import numpy as np

from downslope.gradcheck import numerical_gradient, relative_error
from downslope.layers import cross_entropy, forward
from downslope.second_opinion import TOLERANCE, once_written

WHERE = {
    "dZ": "on its way from layer {after} to layer {layer}: the affine step of layer {after}, or "
    "the activation between them, caches[{bend}]",
    "dW": "in layer {layer} itself: the blame that arrived there is right, so look at how dW is "
    "built, and from which cache: caches[{mix}]",
}


def compare_every_step(backward, params, x, label, acts, run=forward):
    """Print where the blame of one example departs from the measured one, the last layer first.

    backward(params, caches, dlogits) -> grads. x: (D,) float64, one example; label: int, its class.
    run(params, X, acts) -> (logits, caches) is the forward pass to trust. Raises nothing.
    """
    with once_written():
        X, y = np.asarray(x, dtype=float)[np.newaxis], np.array([label])

        def loss_with(layer, name, value):
            moved = [dict(p) for p in params]
            moved[layer][name] = value
            return cross_entropy(run(moved, X, acts)[0], y)

        logits, caches = run(params, X, acts)
        grads = backward(params, caches, numerical_gradient(lambda Z: cross_entropy(Z, y), logits))
        if not isinstance(grads, (list, tuple)) or len(grads) != len(params):
            print(f"backward should return a list of {len(params)} dicts, one for each layer.")
            return
        print("             relative error (agreement means below 1e-6)")
        departed = False
        for layer in reversed(range(len(params))):
            for title, name in (("dZ", "b"), ("dW", "W")):
                array = params[layer][name]
                truth = numerical_gradient(
                    lambda value, at=layer, key=name: loss_with(at, key, value), array
                )
                found = _verdict(grads[layer][name], truth)
                right = found.endswith("agrees")
                arrow = "" if right or departed else "   <- the first one"
                print(f"  {title}{layer + 1}  {found}{arrow}")
                if arrow:
                    departed = True
                    where = (
                        WHERE[title]
                        if layer + 1 < len(params) or title == "dW"
                        else ("right at the start, with dlogits")
                    )
                    hint = where.format(
                        layer=layer + 1, after=layer + 2, bend=2 * layer + 1, mix=2 * layer
                    )
        if departed:
            print(f"The blame goes astray {hint}.")
        else:
            print("All agree: this walk back never leaves the road.")


def _verdict(gradient, truth) -> str:
    if np.shape(gradient) != truth.shape:
        return f"shape {np.shape(gradient)}, but it should be {truth.shape}"
    error = relative_error(gradient, truth)
    return f"{error:.1e}  {'agrees' if error < TOLERANCE else 'DIFFERS'}"
