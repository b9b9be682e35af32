"""C-58d: hands in a notebook of format 3.

Expected: refused with a reason; no points.
"""

import json

EXPECTED = "refused"


def make(notebook):
    old = {"worksheets": [{"cells": notebook["cells"]}], "nbformat": 3, "metadata": {}}
    return json.dumps(old).encode()
