"""Known-wrong versions of every graded function; the docstring of each is its hint.

Three uses: each must lose points (a test of the checks), each is recognised in a student's output
(the hint), and some are planted in bug hunts.
"""

from autograder.mistakes import (
    backward,
    backward_loss,
    backward_network,
    backward_neuron,
    descent,
    slope,
)
from autograder.mistakes.core import KNOWN, KnownMistake

__all__ = [
    "KNOWN",
    "KnownMistake",
    "backward",
    "backward_loss",
    "backward_network",
    "backward_neuron",
    "descent",
    "slope",
]
