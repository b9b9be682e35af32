"""What to try on each graded function, and what each part is worth.

One module a topic; each lists its exercises in EXERCISES.
"""

import importlib
import pkgutil
from collections.abc import Callable

from autograder.checks.core import Exercise

_MODULES = [importlib.import_module(f"{__name__}.{m.name}") for m in pkgutil.iter_modules(__path__)]
_FOUND = [e for module in _MODULES for e in getattr(module, "EXERCISES", ())]
EXERCISES: dict[str, Exercise] = {e.function: e for e in sorted(_FOUND, key=lambda e: e.assignment)}


def of_assignment(assignment: str) -> list[Exercise]:
    """The exercises of one assignment, in their order."""
    return [e for e in EXERCISES.values() if e.assignment == assignment]


def references_for(exercise: Exercise) -> dict[str, Callable]:
    """What is lent while `exercise` is judged: name -> the right version."""
    return {name: EXERCISES[name].truth for name in exercise.builds_on}
