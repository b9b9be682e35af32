"""D-57: names its notebooks with bytes that are no text, and with commands for the terminal.

Expected: refused with a reason that is plain text; no points, and the others are graded.
"""

import json
import os

EXPECTED = "refused"


def put(folder, notebook):
    for name in (b"bad\xff.ipynb", b"\x1b]0;owned\x07\x1b[31mred.ipynb"):
        (folder / os.fsdecode(name)).write_text(json.dumps(notebook))
