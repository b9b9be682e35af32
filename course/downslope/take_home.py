"""What the demos of 04 to 10 show, as a few lines of Python for "Copy as Python".

As in snippet.py the lines use the course's own modules, and a learner's functions by their names.
"""

from __future__ import annotations

from downslope.snippet import array, given, own, params


def artillery(demo, shell_range, miss_gradient, n_steps: int) -> str:
    """Return the lines that fire the shots of an `ArtilleryRange`."""
    fired, slopes = "aim.landing", "aim.gradient"
    if shell_range:
        fired = f"np.vectorize({own(shell_range, 'shell_range')})"
        slopes = "lambda a, s, target: aim.gradient(a, s, target, fired)"
    if miss_gradient:
        name = own(miss_gradient, "miss_gradient")
        slopes = f"lambda a, s, target: np.array([{name}(*knobs, target) for knobs in zip(a, s)])"
    return f"""import numpy as np
from downslope import aim

start = np.radians({demo.angle!r}), {demo.speed!r}  # radians, m/s
fired = {fired}
slopes = {slopes}
[shots] = aim.shots(
    start, {demo.target!r}, {demo.lr!r}, {n_steps}, {tuple(demo.knobs)!r}, fired, slopes
)

for k, (angle, speed, there, miss, loss) in enumerate(shots[: aim.last_shot(shots) + 1, :5]):
    knobs = f"{{np.degrees(angle):6.2f}}°, {{speed:6.2f}} m/s"
    print(f"shot {{k:2}}: {{knobs}} -> {{there:.4f}} km, miss {{miss:8.4f}}, loss {{loss:.3g}} km²")
"""


def hikers(demo, handed_in, sgd) -> str:
    """Return the lines that walk the paths of `ThreeHikers`; `handed_in` is (X, y) as they came."""
    X, y = (given(*pair) for pair in zip(handed_in, (demo.X, demo.y), strict=True))
    walked = f"hikers.many_walks(X, y, start, [{demo.lr!r}], size, {demo.epochs}, rng)"
    walk = f"    [paths[name]] = {walked}"
    if sgd is not None:
        walk = f"""    w, path = start, [start]
    for epoch in range({demo.epochs}):
        for rows in np.split(rng.permutation(len(y)), range(size, len(y), size)):
            luck = np.random.default_rng(0)  # one batch is all there is to shuffle
            w, _ = {own(sgd, "sgd_linear")}(X[rows], y[rows], w, {demo.lr!r}, len(rows), 1, luck)
            path.append(w)
    paths[name] = np.array(path)"""
    return f"""import numpy as np
from downslope import hikers

X = {X}
y = {y}
start = np.array({list(demo.surface.start)!r})
paths = {{}}
for name, size in {demo.sizes!r}.items():
    rng = np.random.default_rng({demo.seed})
{walk}

for name, path in paths.items():
    loss = np.mean((X @ path[-1] - y) ** 2)
    print(f"{{name}}: {{len(path) - 1}} steps to w = {{path[-1]}}, loss {{loss:.4f}}")
"""


def abacus(demo, neuron_forward, neuron_backward) -> str:
    """Return the lines that compute the neuron of an `Abacus`, and its slopes."""
    forward, backward = "a = bend(z)", "dx, dw, db = dz * w, dz * x, dz"
    if neuron_forward:
        forward = f"a, _ = {own(neuron_forward, 'neuron_forward')}(x, w, b, {demo.act!r})"
    if neuron_backward:
        name = own(neuron_backward, "neuron_backward")
        backward = f"dx, dw, db = {name}(da, (x, w, b, {demo.act!r}))"
    return f"""import numpy as np
from downslope.layers import activation_forward

x, w = np.array({demo.x!r}), np.array({demo.w!r})
b, y = {demo.b!r}, {demo.y!r}


def bend(z):
    return activation_forward(z, {demo.act!r})[0].item()


z = (x * w).sum() + b
{forward}
loss = (a - y) ** 2
da = 2 * (a - y)
dz = np.imag(bend(z + 1e-20j)) / 1e-20 * da  # a complex step finds the slope of the activation
{backward}
print(f"z = {{z:.4f}}, a = {{a:.4f}}, loss = {{loss:.4f}}")
print(f"dL/da = {{da:.4f}}, dL/dz = {{dz:.4f}}, dL/dw = {{dw}}, dL/dx = {{dx}}, dL/db = {{db:.4f}}")
"""


def blame(demo, X, y, grads) -> str:
    """Return the lines that find the loss and all blame of a `BlameMap` on X (1, D), y (1,)."""
    found = 'loss_and_grads(params, X, y, ["tanh"])'
    if grads:
        found = f"{own(grads, 'two_layer_grads')}(params, X, y)"
    return f"""import numpy as np
from downslope.backprop import loss_and_grads

params = {params(demo.current_params())}
X, y = {array(X)}, {array(y)}
loss, grads = {found}

print(f"loss = {{loss:.4f}}")
for number, grad in enumerate(grads, 1):
    print(f"dW{{number}} =\\n{{grad['W']}}\\ndb{{number}} = {{grad['b']}}")
"""


def flow(demo, X, y, acts, forward) -> str:
    """Return the lines that send X (1, D) through the network of a `SignalFlow`; y (1,) or None."""
    name = own(forward, "forward") if forward else "layers.forward"
    loss = (
        ""
        if y is None
        else f"""
loss = layers.cross_entropy(logits, {array(y)})
print(f"loss = {{loss:.4f}}")"""
    )
    return f"""import numpy as np
from downslope import layers

params = {params(demo.current_params())}
X = {array(X)}
logits, caches = {name}(params, X, {acts!r})
p = layers.softmax(logits)

for number, cache in enumerate(caches):
    print(f"into step {{number}}: {{cache[0][0]}}")
print(f"logits = {{logits[0]}}, p = {{p[0]}}"){loss}
"""


def wavefront(demo, backward, lr: float, kind: str) -> str:
    """Return the lines that walk the way of a `Wavefront` back, hastily or not."""
    ahead = f"""import numpy as np
from downslope.layers import forward
from downslope.layers_backward import activation_backward, affine_backward, softmax_ce
from downslope.backprop import backward
from downslope.wavefront import example_network

params, X, label = example_network()
logits, caches = forward(params, X, [{kind!r}] * (len(params) - 1))
loss, dlogits = softmax_ce(logits, np.array([label]))
"""
    if demo.hasty:
        back = f"""blame, grads = dlogits, []
for i in reversed(range(len(params))):
    _, dW, db = affine_backward(blame, caches[2 * i])
    grads.insert(0, {{"W": dW, "b": db}})
    moved = params[i]["W"] - {lr!r} * dW  # the layer moves at once
    blame = blame @ moved.T  # so its blame goes back through other weights
    if i:
        blame = activation_backward(blame, caches[2 * i - 1])
"""
    else:
        name = own(backward, "backward") if backward else "backward"
        back = f"grads = {name}(params, caches, dlogits)\n"
    return f"""{ahead}{back}
print(f"loss = {{loss:.4f}}")
for number, grad in enumerate(grads, 1):
    print(f"size of dW{{number}}: {{np.linalg.norm(grad['W']):.3f}}")
"""


def whisper(demo, handed_in, norms, width: int) -> str:
    """Return the lines that measure how loudly each layer of a `WhisperChain` hears the blame."""
    X, y = (given(*pair) for pair in zip(handed_in, (demo.X, demo.y), strict=True))
    heard = """_, grads = loss_and_grads(params, X, y, acts)
norms = np.array([np.linalg.norm(grad["W"]) for grad in grads])"""
    if norms:
        heard = f"norms = np.abs({own(norms, 'layer_grad_norms')}(params, X, y, acts))"
    return f"""from itertools import pairwise

import numpy as np
from downslope.backprop import loss_and_grads
from downslope.whisper import SPREADS

X = {X}
y = {y}
acts = [{demo.act!r}] * {demo.depth}
sizes = [X.shape[1], *[{width}] * {demo.depth}, int(y.max()) + 1]
rng, spread = np.random.default_rng({demo.seed}), SPREADS[{demo.init!r}]
params = [
    {{"W": spread(n_in, n_out) * rng.normal(size=(n_in, n_out)), "b": np.zeros(n_out)}}
    for n_in, n_out in pairwise(sizes)
]
{heard}

for layer, norm in enumerate(norms, 1):
    print(f"layer {{layer}} hears {{norm:.3g}}")
"""
