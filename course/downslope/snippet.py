"""A shown run as a few lines of Python, for "Copy as Python": run in a notebook they walk it again.

The lines use what everybody has: the course's landscapes and walks, and a learner's own functions
by their names.
"""

from __future__ import annotations

from downslope import landscapes
from downslope.demo import name_of

PRINTS = """
for step, x in enumerate(path):
    print(f"step {step:2}: x = {x:8.4f}, height {land(x):8.4f}")
"""


def land(landscape) -> str:
    """Return the line that names the terrain; a terrain of one's own is left to its maker."""
    if landscapes.PRESETS.get(landscape.name) is landscape:
        return f"land = landscapes.{landscape.name}  # {landscape.formula}"
    return f"land = ...  # your own landscape, {landscape.title!r}"


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
