"""C-30: raises the points of the check cells in their metadata.

Expected: the exercise counts as not written; every honest point stays.
"""

from autograder import attacks

EXPECTED = "raised"


def make(notebook):
    for cell in attacks.checks(notebook):
        cell["metadata"]["nbgrader"]["points"] = 500
        cell["source"] = "check.downhill_direction(downhill_direction, points=500)"
    return notebook
