"""A shown run as a few lines of Python, for "Copy as Python": run in a notebook they walk it again.

The lines use what everybody has: the course's landscapes and walks, and a learner's own functions
by their names.
"""

from __future__ import annotations

from downslope import landscapes, surfaces
from downslope.demo import name_of

PRINTS = """
for step, x in enumerate(path):
    print(f"step {step:2}: x = {x:8.4f}, height {land(x):8.4f}")
"""


TELLS = """
for name, path in paths.items():
    for step, w in enumerate(path):
        print(f"{name}, step {step:2}: w = ({w[0]:8.4f}, {w[1]:8.4f}), height {land(w):8.4f}")
"""


def land(terrain) -> str:
    """Return the line that names the terrain; a terrain of one's own is left to its maker."""
    for home, module in (("landscapes", landscapes), ("surfaces", surfaces)):
        if module.PRESETS.get(terrain.name) is terrain:
            return f"land = {home}.{terrain.name}  # {terrain.formula}"
    return f"land = ...  # your own landscape, {terrain.title!r}"


def own(function, otherwise: str) -> str:
    """Return the name to call a learner's function by."""
    name = name_of(function)
    return name if name.isidentifier() else otherwise


def snippet(landscape, path: str) -> str:
    """Return the lines that compute a walk with the expression `path` and print it."""
    return f"from downslope import landscapes, walk\n\n{land(landscape)}\npath = {path}{PRINTS}"


def following(rule: str, start: float, n_steps: int) -> str:
    """Return the expression of a walk of single steps, where `rule` leads from x to the next x."""
    return f"walk.follow(lambda x: {rule}, {start!r}, {n_steps})"


def trail(function, needed: int | None, slope: str | None, lr: float, n_steps: int) -> str:
    """Return the expression of a hiker's trail from `start` over a surface.

    `function` needs so many arguments (see party.path); `slope` names a learner's gradient.
    """
    here = f"{slope}(land, w)" if slope else "land.gradient(w)"
    rule = f"w - {lr!r} * {here}"
    if function and needed == 4:
        grad_f = f"lambda w: {here}" if slope else "land.gradient"
        return f"{own(function, 'gradient_descent')}({grad_f}, start, {lr!r}, {n_steps})"
    if function:
        rule = f"{own(function, 'step')}(w, {here}, {lr!r})"
    return f"trails.follow(lambda w: {rule}, start, {n_steps})"


def trails(surface, start, paths: dict[str, str]) -> str:
    """Return the lines that compute trails, each with an expression, and print them."""
    lines = "".join(f"    {name!r}: {path},\n" for name, path in paths.items())
    head = "import numpy as np\nfrom downslope import surfaces, trails\n\n"
    start = f"start = np.array({list(start)!r})"
    return f"{head}{land(surface)}\n{start}\npaths = {{\n{lines}}}\n{TELLS}"
