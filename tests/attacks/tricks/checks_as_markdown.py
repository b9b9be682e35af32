"""C-33: turns the check cells into markdown.

Expected: they are put back; the exercise counts as not written; every honest point stays.
"""

from autograder import attacks

EXPECTED = "raised"


def make(notebook):
    for cell in attacks.checks(notebook):
        cell["cell_type"] = "markdown"
        del cell["outputs"], cell["execution_count"]
    return notebook
