"""Your own functions from earlier chapters in place of the library's, each only if it passes.

`functions` looks for the notebooks beside this one, takes your functions out of their cells (the
definitions and imports there, nothing else of the notebook is run), and lets their checks judge
them. Whatever is missing or does not pass yet comes from the library, with a word about why. When
the course grades, no other notebook is there: then all of them are the library's.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np

from downslope import check
from downslope.batches import minibatches
from downslope.layers import (
    activation_forward,
    affine_forward,
    cross_entropy,
    forward,
    init_params,
    softmax,
)
from downslope.layers_backward import activation_backward, affine_backward, softmax_ce

LIBRARY: dict[str, tuple[Callable, ...]] = {
    "05_minibatch": (minibatches,),
    "07_layers": (
        affine_forward,
        activation_forward,
        softmax,
        cross_entropy,
        init_params,
        forward,
    ),
    "08_backward": (affine_backward, activation_backward, softmax_ce),
}
KEPT = (ast.FunctionDef, ast.Import, ast.ImportFrom)


def functions(use_my_code: bool = True, folder: Path | str = "..") -> dict[str, Callable]:
    """Name -> function, yours or the library's, for everything that chapter 09 builds on.

    use_my_code: False takes all from the library. folder: where the chapters' folders lie.
    Prints one line for each function. Raises nothing because of what a notebook holds.
    """
    chosen: dict[str, Callable] = {}
    lines, own = [], 0
    for chapter, library in LIBRARY.items():
        cells = _cells(Path(folder) / chapter / f"{chapter}.ipynb") if use_my_code else {}
        for standard in library:
            name = standard.__name__
            function, word = _try(name, cells, {"np": np, **chosen}) if use_my_code else (None, "")
            chosen[name] = function or standard
            own += function is not None
            lines.append(f"  {chapter:<13} {name:<20} {'yours' if function else 'library' + word}")
    print("\n".join(lines))
    if own == len(chosen):
        print("The whole-network badge: everything below runs on functions that YOU wrote.")
    else:
        print(f"{own} of {len(chosen)} are your own.")
    return chosen


def _cells(notebook: Path) -> dict[str, str]:
    """Exercise -> the text of its cell; empty where there is no readable notebook."""
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        return {
            cell["metadata"]["nbgrader"]["grade_id"]: "".join(cell["source"])
            for cell in cells
            if cell["cell_type"] == "code" and cell["metadata"].get("nbgrader", {}).get("solution")
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _try(name: str, cells: dict[str, str], names: dict) -> tuple[Callable | None, str]:
    """The student's function if it passes its check, else None and the reason in a few words."""
    if name not in cells:
        return None, " (no notebook of yours found)"
    try:
        tree = ast.parse(cells[name])
        tree.body = [node for node in tree.body if isinstance(node, KEPT)]
        exec(compile(tree, f"<your {name}>", "exec"), names)
        function = names[name]
        outcome = check.run(name, function, 1).verdict.outcome
    except Exception as error:
        return None, f" (yours stopped with {type(error).__name__})"
    if outcome == "passed":
        return function, ""
    return None, " (yours does not pass its check yet)"
