"""C-34: adds an emptied second copy of every check cell, with the same grade_id, at the end.

Expected: the released check runs once; the exercise counts as not written; every honest point
stays.
"""

from autograder import attacks

EXPECTED = "raised"


def make(notebook):
    checks = enumerate(attacks.checks(notebook))
    copies = [{**cell, "source": "10.0", "id": f"copy-{k}"} for k, cell in checks]
    return {**notebook, "cells": [*notebook["cells"], *copies]}
