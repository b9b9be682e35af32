"""E-01: hands the cells in in reverse order.

Expected: they are put in the released order; the exercise counts as not written; every honest
point stays.
"""

EXPECTED = "raised"


def make(notebook):
    return {**notebook, "cells": notebook["cells"][::-1]}
