"""The few tricks that the demo class plays, and what is needed to make more of them.

Each takes a released notebook (as plain JSON), in which some functions are solved, and returns
what is handed in: a notebook or raw bytes. None may gain a point. The ids are those of the
catalogue of attacks; all of it is tried in `tests/attacks/tricks`.
"""

from __future__ import annotations

import json
import textwrap
import zlib
from collections.abc import Callable
from dataclasses import dataclass

KNOWN: dict[str, Attack] = {}


@dataclass(frozen=True)
class Attack:
    """A trick: its id, what it does in one sentence, and the notebook it makes."""

    id: str
    trick: str
    make: Callable[[dict], dict | bytes]


def attack(id: str):
    """Register the decorated function; its docstring says what the trick is."""

    def register(make: Callable) -> Callable:
        KNOWN[make.__name__] = Attack(id, " ".join((make.__doc__ or "").split()), make)
        return make

    return register


def code_cell(source: str) -> dict:
    """A plain code cell as JupyterLab would save it."""
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": f"x{zlib.crc32(source.encode()):08x}",
        "metadata": {},
        "outputs": [],
        "source": source,
    }


def _nbgrader(cell: dict) -> dict:
    return cell["metadata"].get("nbgrader", {})


def checks(notebook: dict) -> list[dict]:
    """The check cells of a notebook."""
    return [c for c in notebook["cells"] if _nbgrader(c).get("grade") and c["cell_type"] == "code"]


def before_everything(notebook: dict, source: str) -> dict:
    """Put a cell before all others."""
    return {**notebook, "cells": [code_cell(source), *notebook["cells"]]}


def in_every_function(notebook: dict, body: str) -> dict:
    """Let every unsolved exercise run `body` instead of answering."""
    for cell in notebook["cells"]:
        open_ = "raise NotImplementedError" in "".join(cell["source"])
        if _nbgrader(cell).get("solution") and not _nbgrader(cell)["grade"] and open_:
            name = _nbgrader(cell)["grade_id"]
            cell["source"] = f"def {name}(*args, **kwargs):\n{textwrap.indent(body, '    ')}\n"
    return notebook


@attack("C-01")
def published_score(notebook):
    """Publishes the points as a cell result before failing."""
    return in_every_function(notebook, "import sys; sys.displayhook(10.0); raise ValueError")


@attack("C-11")
def replaced_check(notebook):
    """Replaces downslope.check by a module whose checks return full points."""
    return before_everything(
        notebook,
        "import sys, types, downslope\n"
        "class Yes(types.ModuleType):\n"
        "    def __getattr__(self, name): return lambda f, points=1: float(points)\n"
        "downslope.check = sys.modules['downslope.check'] = Yes('downslope.check')",
    )


@attack("C-29")
def skip_execution_tags(notebook):
    """Tags every check cell with skip-execution: no output, full points under stock nbgrader."""
    for cell in checks(notebook):
        cell["metadata"]["tags"] = ["skip-execution"]
    return notebook


@attack("C-42")
def endless_loop(notebook):
    """Never returns."""
    return in_every_function(notebook, "while True: pass")


@attack("C-44")
def ends_the_interpreter(notebook):
    """Ends the Python process from inside a function."""
    return in_every_function(notebook, "import os; os._exit(0)")


@attack("C-58a")
def broken_json(notebook):
    """Hands in half a file."""
    data = json.dumps(notebook).encode()
    return data[: len(data) // 2]
