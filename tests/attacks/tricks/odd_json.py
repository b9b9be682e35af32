"""D-29: mixes numbers, null, deep lists and half characters into the cells of a sound notebook.

Expected: what is no cell is left out; every honest point stays.
"""

EXPECTED = "raised"


def make(notebook):
    odd = [None, 7, [], {}, {"cell_type": "code", "source": [1, None]}, {"source": {"a": 1}}]
    odd += [{"cell_type": "code", "source": "x = '\\ud800'", "id": [1], "metadata": [[]]}]
    odd += [{"cell_type": "code", "source": "\x00\x01", "metadata": {"nbgrader": 3}}]
    deep = []
    for _ in range(200):
        deep = [deep]
    return {**notebook, "cells": [*odd, *notebook["cells"], *odd], "metadata": {"x": deep}}
