"""Known-wrong versions of every graded function; the docstring of each is its hint.

Three uses: each must lose points (a test of the checks), each is recognised in a student's output
(the hint), and some are planted in bug hunts. One or more modules a topic; all are imported here.
"""

import importlib
import pkgutil

from autograder.mistakes.core import KNOWN, KnownMistake

__all__ = ["KNOWN", "KnownMistake"]

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")
