"""Correct, but different: versions that must pass. The docstring says what stumbles over them.

One or more modules a topic; all are imported here, which enters their versions in KNOWN.
"""

import importlib
import pkgutil

from autograder.variants.core import KNOWN, Variant

__all__ = ["KNOWN", "Variant"]

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")
