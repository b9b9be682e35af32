"""C-31: marks the check cells as the student's own, unlocked, with other points.

Expected: the exercise counts as not written; every honest point stays.
"""

from autograder import attacks

EXPECTED = "raised"


def make(notebook):
    for cell in attacks.checks(notebook):
        cell["metadata"]["nbgrader"] |= {"solution": True, "locked": False, "points": 500}
        cell["source"] = "500"
    return notebook
