"""C-32: deletes the check cells.

Expected: they are put back; the exercise counts as not written; every honest point stays.
"""

from autograder import attacks

EXPECTED = "raised"


def make(notebook):
    checks = attacks.checks(notebook)
    return {**notebook, "cells": [c for c in notebook["cells"] if c not in checks]}
