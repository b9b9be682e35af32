"""C-58c: hands in a file of 50 MB.

Expected: refused with a reason; no points.
"""

import json

EXPECTED = "refused"


def make(notebook):
    return json.dumps({**notebook, "padding": "#" * (50 << 20)}).encode()
