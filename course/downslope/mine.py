"""Your own functions from earlier notebooks in place of the library's, each only if it passes.

`functions` looks for the notebooks beside this one, takes your functions out of their cells (the
definitions and imports there, nothing else of the notebook is run), and lets their checks judge
them. Whatever is missing or does not pass yet comes from the library, with a word about why. When
the course grades, no other notebook is there: then all of them are the library's.
"""

from __future__ import annotations

import ast
import importlib
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np

from downslope import check

# Notebook -> the library's module with its functions, which opens once the notebook is over.
LIBRARY: dict[str, tuple[str, tuple[str, ...]]] = {
    "05_minibatch": ("batches", ("minibatches",)),
    "06_neuron": (
        "neuron",
        ("sigmoid", "tanh_", "relu", "neuron_forward", "act_backward", "neuron_backward"),
    ),
    "07_layers": (
        "layers",
        (
            "affine_forward",
            "activation_forward",
            "softmax",
            "cross_entropy",
            "init_params",
            "forward",
        ),
    ),
    "08_backward": (
        "layers_backward",
        ("affine_backward", "activation_backward", "softmax_ce"),
    ),
    "09_backprop": ("backprop", ("backward", "loss_and_grads", "apply_update")),
}
KEPT = (ast.FunctionDef, ast.Import, ast.ImportFrom)


def functions(
    use_my_code: bool = True, folder: Path | str = "..", notebook: int = 9
) -> dict[str, Callable]:
    """Name -> function, yours or the library's, for everything that a notebook builds on.

    use_my_code: False takes all from the library. folder: where the notebooks' folders lie.
    notebook: its number; functions of all notebooks before it are taken, and a function
    of yours finds those that stand above it in the list, as it did in its own notebook.
    Prints one line for each function. Raises nothing because of what a notebook holds.
    """
    chosen: dict[str, Callable] = {}
    lines, own = [], 0
    for source, (module, names) in LIBRARY.items():
        if int(source[:2]) >= notebook:
            continue
        cells = _cells(Path(folder) / source / f"{source}.ipynb") if use_my_code else {}
        library = importlib.import_module(f"downslope.{module}")
        for name in names:
            standard = getattr(library, name)
            function, word = _try(name, cells, {"np": np, **chosen}) if use_my_code else (None, "")
            chosen[name] = function or standard
            own += function is not None
            lines.append(f"  {source:<13} {name:<20} {'yours' if function else 'library' + word}")
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
