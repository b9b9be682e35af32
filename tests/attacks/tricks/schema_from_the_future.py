"""C-35: claims schema version 99, which stops stock nbgrader for the whole class.

Expected: the exercise counts as not written; every honest point stays.
"""

from autograder import attacks

EXPECTED = "raised"


def make(notebook):
    for cell in attacks.checks(notebook):
        cell["metadata"]["nbgrader"]["schema_version"] = 99
    return {**notebook, "nbformat": 4, "nbformat_minor": 99}
