"""C-58b: hands in nothing.

Expected: refused with a reason; no points.
"""

EXPECTED = "refused"


def make(notebook):
    return b""
