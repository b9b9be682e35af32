"""D-30: hands in more cells than any honest notebook has.

Expected: refused with a reason; no points.
"""

EXPECTED = "refused"


def make(notebook):
    return {**notebook, "cells": notebook["cells"] * 40}
