"""C-22: opens a classmate's submission by its path.

Expected: no path leads there: FileNotFoundError; every honest point stays.
"""

BODY = """\
import json
for up in ("../../../", "/home/", "/srv/", "/"):
    try:
        cells = json.load(open(up + "submitted/the_key/01_slope/01_slope.ipynb"))["cells"]
    except OSError as error:
        reason = error
if reason:
    raise reason
return cells
"""
EXPECTED = "raised"
