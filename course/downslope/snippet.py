"""What a demo shows as a few lines of Python, for "Copy as Python": run in a notebook they find the
same numbers again.

The lines use what everybody has: the course's own modules, and what a learner has made by the name
that it has in their notebook. What has no name there is written out.
"""

from __future__ import annotations

import numpy as np
from IPython import get_ipython

from downslope import landscapes, surfaces
from downslope.demo import name_of

PRINTS = """
for step, (x, height) in enumerate(zip(path, heights)):
    print(f"step {step:2}: x = {x:8.4f}, height {height:8.4f}")
"""


TELLS = """
for name, path in paths.items():
    for step, (w, height) in enumerate(zip(path, heights[name])):
        print(f"{name}, step {step:2}: w = ({w[0]:8.4f}, {w[1]:8.4f}), height {height:8.4f}")
"""

NAMELESS = "has no name in this notebook, so here are the numbers of its run"


def named(thing) -> str | None:
    """Return the name that something has in the notebook, or None."""
    shell = get_ipython()
    names = {} if shell is None or thing is None else shell.user_ns
    return next((n for n, v in names.items() if v is thing and not n.startswith("_")), None)


def array(values) -> str:
    """Return the expression of an array, with all digits."""
    return f"np.array({np.asarray(values).tolist()!r})"


def params(layers) -> str:
    """Return the expression of a network: a list of layers {"W", "b"}."""
    rows = [f'{{"W": {array(layer["W"])}, "b": {array(layer["b"])}}}' for layer in layers]
    return "[\n    " + ",\n    ".join(rows) + ",\n]"


def given(thing, values) -> str:
    """Return the name of what a learner has handed in, or its `values` written out."""
    return named(thing) or array(values)


def land(terrain) -> str | None:
    """Return the line that names the terrain; None if it has no name."""
    for home, module in (("landscapes", landscapes), ("surfaces", surfaces)):
        if module.PRESETS.get(terrain.name) is terrain:
            return f"land = {home}.{terrain.name}  # {terrain.formula}"
    name = named(terrain)
    return name and f"land = {name}  # {terrain.formula}"


def own(function, otherwise: str) -> str:
    """Return the name to call a learner's function by."""
    name = named(function) or name_of(function)
    return name if name.isidentifier() else otherwise


def snippet(landscape, path: str, rows) -> str:
    """Return the lines that compute a walk with the expression `path` and print it.

    A landscape without a name cannot be walked on: then they hold the `rows` (n + 1, 5) of the run.
    """
    line = land(landscape)
    if line is None:
        why = f"# {landscape.title} {NAMELESS}."
        numbers = f"path = {array(rows[:, 0])}\nheights = {array(rows[:, 1])}"
        return f"import numpy as np\n\n{why}\n{numbers}\n{PRINTS}"
    walked = f"{line}\npath = {path}\nheights = [land(x) for x in path]"
    return f"from downslope import landscapes, walk\n\n{walked}\n{PRINTS}"


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


def _dict(name: str, entries: dict[str, str]) -> str:
    lines = "".join(f"    {key!r}: {value},\n" for key, value in entries.items())
    return f"{name} = {{\n{lines}}}\n"


def trails(surface, start, paths: dict[str, str], rows) -> str:
    """Return the lines that compute trails, each with an expression, and print them.

    A surface without a name cannot be walked on: then they hold the `rows` (hikers, n + 1, 8).
    """
    head, line = "import numpy as np\nfrom downslope import surfaces, trails\n\n", land(surface)
    if line is None:
        told = dict(zip(paths, rows, strict=True))
        walked = _dict("paths", {name: array(trail[:, :2]) for name, trail in told.items()})
        walked += _dict("heights", {name: array(trail[:, 2]) for name, trail in told.items()})
        return f"{head}# {surface.title} {NAMELESS}.\n{walked}{TELLS}"
    heights = "heights = {name: land(np.array(path)) for name, path in paths.items()}\n"
    set_out = f"start = np.array({list(start)!r})\n"
    return f"{head}{line}\n{set_out}{_dict('paths', paths)}{heights}{TELLS}"
