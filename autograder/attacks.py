"""Submissions that try to get points without the work: for the demo class and for the tests.

Each takes a released notebook (as plain JSON), in which nothing is solved or some functions are,
and returns what is handed in: a notebook or raw bytes. None may gain a point. The ids are those
of the catalogue of attacks.
"""

from __future__ import annotations

import json
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


def _checks(notebook: dict) -> list[dict]:
    return [c for c in notebook["cells"] if _nbgrader(c).get("grade") and c["cell_type"] == "code"]


def _exercises(notebook: dict) -> list[dict]:
    return [
        c for c in notebook["cells"] if _nbgrader(c).get("solution") and not _nbgrader(c)["grade"]
    ]


def _first(notebook: dict, source: str) -> dict:
    """Put a cell before everything else."""
    return {**notebook, "cells": [code_cell(source), *notebook["cells"]]}


def _in_every_function(notebook: dict, body: str) -> dict:
    """Let every unsolved exercise run `body` instead of answering."""
    for cell in _exercises(notebook):
        name = _nbgrader(cell)["grade_id"]
        if "raise NotImplementedError" in "".join(cell["source"]):
            cell["source"] = f"def {name}(*args, **kwargs):\n    {body}\n"
    return notebook


@attack("C-01")
def published_score(notebook):
    """Publishes the points as a cell result before failing."""
    return _in_every_function(notebook, "import sys; sys.displayhook(10.0); raise ValueError")


@attack("C-02")
def published_nan(notebook):
    """Publishes NaN as a cell result, which stock nbgrader counts as full points."""
    return _in_every_function(
        notebook, "import sys; sys.displayhook(float('nan')); raise ValueError"
    )


@attack("C-03")
def event_callback(notebook):
    """Registers a callback that publishes a score before each cell."""
    return _first(
        notebook,
        "sh = get_ipython()\nsh.events.register('pre_run_cell', lambda info: sh.displayhook(10.0))",
    )


@attack("C-04")
def patched_run_cell(notebook):
    """Replaces run_cell by one that reports success."""
    return _first(
        notebook,
        "sh = get_ipython()\norig = sh.run_cell_async\n"
        "async def rc(*a, **k):\n    r = await orig(*a, **k); r.error_in_exec = None; return r\n"
        "sh.showtraceback = lambda *a, **k: None\nsh.run_cell_async = rc\n"
        "sh.run_cell = lambda *a, **k: None",
    )


@attack("C-05")
def fake_report(notebook):
    """Prints a report that looks like the checker's own."""
    return _in_every_function(notebook, "print('10 / 10  all checks passed'); raise ValueError")


@attack("C-06")
def patched_numpy_testing(notebook):
    """Replaces numpy's comparisons by ones that are always content."""
    return _first(
        notebook,
        "import numpy as np, numpy.testing as t\nt.assert_allclose = lambda *a, **k: None\n"
        "np.allclose = lambda *a, **k: True\nnp.array_equal = lambda *a, **k: True\n"
        "np.max = lambda *a, **k: 0.0\nnp.isfinite = lambda a: np.bool_(True)",
    )


@attack("C-07")
def ast_transformer(notebook):
    """Removes every assert and every check call from later cells."""
    return _first(
        notebook,
        "import ast\nclass T(ast.NodeTransformer):\n"
        "    def visit_Assert(self, n): return ast.Pass()\n"
        "get_ipython().ast_transformers.append(T())",
    )


@attack("C-08")
def input_transformer(notebook):
    """Replaces the text of every later cell by `pass`."""
    return _first(
        notebook, "get_ipython().input_transformers_post.append(lambda lines: ['pass\\n'])"
    )


@attack("C-09")
def shadowed_builtins(notebook):
    """Shadows all, zip, abs, max and isinstance with versions that agree with everything."""
    return _first(
        notebook,
        "import builtins\nfor ns in (globals(), builtins.__dict__):\n"
        "    ns.update(all=lambda it: True, zip=lambda *a, **k: [], abs=lambda x: 0)",
    )


@attack("C-10")
def custom_exception_handler(notebook):
    """Hides every exception from the notebook."""
    return _first(notebook, "get_ipython().set_custom_exc((BaseException,), lambda *a, **k: [])")


@attack("C-11")
def replaced_check(notebook):
    """Replaces downslope.check by a module whose checks return full points."""
    return _first(
        notebook,
        "import sys, types, downslope\n"
        "class Yes(types.ModuleType):\n"
        "    def __getattr__(self, name): return lambda f, points=1: float(points)\n"
        "downslope.check = sys.modules['downslope.check'] = Yes('downslope.check')",
    )


@attack("C-12")
def patched_reference(notebook):
    """Patches the reference library, if it can be imported, to agree with the student."""
    return _first(
        notebook,
        "try:\n    import autograder.truth.slope as t\n    import autograder.judge as j\n"
        "    j.draw = lambda *a, **k: None\nexcept ImportError as e:\n    print(e)",
    )


@attack("C-13")
def fake_reference(notebook):
    """Puts a forged `autograder` package in place before anything else runs."""
    return _first(
        notebook,
        "import sys, types\nfor name in ('autograder', 'autograder.stock', 'autograder.judge'):\n"
        "    m = types.ModuleType(name); m.grade = lambda *a, points=0, **k: points\n"
        "    sys.modules[name] = m",
    )


@attack("C-29")
def skip_execution_tags(notebook):
    """Tags every check cell with skip-execution: no output, full points under stock nbgrader."""
    for cell in _checks(notebook):
        cell["metadata"]["tags"] = ["skip-execution"]
    return notebook


@attack("C-32")
def deleted_checks(notebook):
    """Deletes the check cells."""
    checks = _checks(notebook)
    return {**notebook, "cells": [c for c in notebook["cells"] if c not in checks]}


@attack("C-34")
def doubled_checks(notebook):
    """Adds an emptied second copy of every check cell, with the same grade_id, at the end."""
    copies = [
        {**cell, "source": "10.0", "id": f"copy-{k}"} for k, cell in enumerate(_checks(notebook))
    ]
    return {**notebook, "cells": [*notebook["cells"], *copies]}


@attack("E-01")
def reordered_cells(notebook):
    """Hands the cells in in reverse order."""
    return {**notebook, "cells": notebook["cells"][::-1]}


@attack("C-31")
def retagged_cells(notebook):
    """Marks the check cells as the student's own, unlocked, and raises their points."""
    for cell in _checks(notebook):
        cell["metadata"]["nbgrader"] |= {"solution": True, "locked": False, "points": 500}
        cell["source"] = "500"
    return notebook


@attack("C-33")
def checks_as_markdown(notebook):
    """Turns the check cells into markdown."""
    for cell in _checks(notebook):
        cell["cell_type"] = "markdown"
        del cell["outputs"], cell["execution_count"]
    return notebook


@attack("C-35")
def schema_from_the_future(notebook):
    """Claims schema version 99, which stops stock nbgrader for the whole class."""
    for cell in _checks(notebook):
        cell["metadata"]["nbgrader"]["schema_version"] = 99
    return notebook


@attack("C-42")
def endless_loop(notebook):
    """Never returns."""
    return _in_every_function(notebook, "while True: pass")


@attack("C-44")
def ends_the_interpreter(notebook):
    """Ends the Python process from inside a function."""
    return _in_every_function(notebook, "import os; os._exit(0)")


@attack("C-45")
def takes_ten_gigabytes(notebook):
    """Allocates ten gigabytes."""
    return _in_every_function(notebook, "return bytearray(10 * 2**30)")


@attack("C-46")
def fork_bomb(notebook):
    """Forks without end."""
    return _in_every_function(notebook, "import os\n    while True: os.fork()")


@attack("C-47")
def prints_200_megabytes(notebook):
    """Prints one line of 200 MB."""
    return _in_every_function(notebook, "print('x' * 200_000_000); raise ValueError")


@attack("C-58a")
def broken_json(notebook):
    """Hands in half a file."""
    data = json.dumps(notebook).encode()
    return data[: len(data) // 2]


@attack("C-58b")
def empty_file(notebook):
    """Hands in nothing."""
    return b""


@attack("C-58c")
def fifty_megabytes(notebook):
    """Hands in a file of 50 MB."""
    return json.dumps(_first(notebook, "#" * (50 * 2**20))).encode()
