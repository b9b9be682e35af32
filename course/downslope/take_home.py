"""What the demos of 04 to 10 and 12 show, as a few lines of Python for "Copy as Python".

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
    """Return the lines that compute the neuron of an `Abacus`, and measure its slopes."""
    a, act = "bend(x, w, b)", demo.act
    slopes = """dx = numerical_gradient(lambda x: (bend(x, w, b) - y) ** 2, x)
dw = numerical_gradient(lambda w: (bend(x, w, b) - y) ** 2, w)
db = numerical_gradient(lambda b: (bend(x, w, b) - y) ** 2, np.array(b)).item()"""
    if neuron_forward:
        a = f"{own(neuron_forward, 'neuron_forward')}(x, w, b, {act!r})[0]"
    if neuron_backward:
        name = own(neuron_backward, "neuron_backward")
        slopes = f"dx, dw, db = {name}(2 * (a - y), (x, w, b, {act!r}))"
    return f"""import numpy as np
from downslope.gradcheck import numerical_gradient
from downslope.layers import activation_forward, affine_forward

x, w = np.array({demo.x!r}), np.array({demo.w!r})
b, y = {demo.b!r}, {demo.y!r}


def bend(x, w, b):  # a neuron is a layer of one
    Z, _ = affine_forward(x.reshape(1, -1), w.reshape(-1, 1), np.reshape(b, 1))
    return activation_forward(Z, {act!r})[0].item()


a = {a}
loss = (a - y) ** 2
{slopes}
print(f"a = {{a:.4f}}, loss = {{loss:.4f}}")
print(f"dL/dw = {{dw}}, dL/dx = {{dx}}, dL/db = {{db:.4f}}")
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


def wavefront(demo, backward, kind: str) -> str:
    """Return the lines that walk the way of a `Wavefront` back, hastily or not."""
    name = own(backward, "backward") if backward else "backprop.backward"
    walk = f"""params, X, label = wavefront.example_network()
logits, caches = forward(params, X, [{kind!r}] * (len(params) - 1))
loss, dlogits = softmax_ce(logits, np.array([label]))
grads = {name}(params, caches, dlogits)"""
    if demo.hasty:
        walk = """demo = wavefront.Wavefront()
loss, found = demo.net["loss"], demo.run(hasty=True)  # each layer moves at once
grads = [{"W": dW, "b": db} for dW, db in zip(found["dW"], found["db"])]"""
    return f"""import numpy as np
from downslope import backprop, wavefront
from downslope.layers import forward
from downslope.layers_backward import softmax_ce

{walk}

print(f"loss = {{loss:.4f}}")
for number, grad in enumerate(grads, 1):
    print(f"size of dW{{number}}: {{np.linalg.norm(grad['W']):.3f}}")
"""


def whisper(demo, handed_in, norms) -> str:
    """Return the lines that measure how loudly each layer of a `WhisperChain` hears the blame."""
    X, y = (given(*pair) for pair in zip(handed_in, (demo.X, demo.y), strict=True))
    more = f", norms={own(norms, 'layer_grad_norms')}" if norms else ""
    how = f"{demo.depth}, {demo.act!r}, {demo.init!r}, {demo.seed}"
    return f"""import numpy as np
from downslope.whisper import WhisperChain

X = {X}
y = {y}
chain = WhisperChain(X, y{more})
params = chain.network({demo.depth}, {demo.init!r}, {demo.seed})
norms = chain.measure({how})

for layer, (params_of, norm) in enumerate(zip(params, norms), 1):
    print(f"layer {{layer}}, weights {{params_of['W'].shape}}, hears {{norm:.3g}}")
"""


def knobs(demo, train, data) -> str:
    """Return the lines that train the network of a `TooManyKnobs`; `data` are (given, values)."""
    names = ("X", "y", "Xva", "yva", "y_true")
    lines, handed_in = "", ""
    if train is not None:
        pairs = zip(names, data, strict=True)
        lines = "".join(f"{name} = {given(*pair)}\n" for name, pair in pairs)
        handed_in = f"{own(train, 'train')}, {', '.join(names)}"
    which = ", ".join(repr(value) for value in demo.state().values())
    return f"""import numpy as np
from downslope.knobs import TooManyKnobs

{lines}demo = TooManyKnobs({handed_in})
params, curves = demo.learn({which})  # {", ".join(demo.state())}

for epoch, (train_loss, val_loss) in enumerate(curves):
    print(f"epoch {{epoch:2}}: loss {{train_loss:.4f}} in training, {{val_loss:.4f}} in validation")
"""


def recorder(demo, order) -> str:
    """Return the lines that play the tape of a `TapeRecorder` forward and back."""
    more = f", order={own(order, 'toposort')}" if order else ""
    how = f"program={demo.program!r}, x={demo.x!r}, naive={demo.naive!r}"
    return f"""from downslope.recorder import TapeRecorder

tape = TapeRecorder({how}{more})
numbers = tape.play({demo.x!r})
values = dict(zip(tape.run["names"], numbers["values"]))

print("forward:", values)
print("pieces of blame, as they are handed on:", numbers["pieces"])
print("measured directly:", numbers["measured"])
"""
