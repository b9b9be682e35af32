"""Correct, but different: versions that must pass. The docstring says what stumbles over them."""

from autograder.variants import backward, descent, slope
from autograder.variants.core import KNOWN, Variant

__all__ = ["KNOWN", "Variant", "backward", "descent", "slope"]
