"""D-11: answers for a cell with outputs of its own making, scripts and pictures that are none.

Expected: a malformed answer costs the box; the cell is left out and every honest point stays.
"""

from tests.attacks.forgery import FORGERY

FIRST = (
    FORGERY
    + """\
forged = [{"kind": "html", "text": "<script>"}, {"kind": "display", "png": "x", "result": 1}]
write(frame({"op": "ran", "id": question(), "outputs": forged}, [b"<script>alert(1)</script>"]))
"""
)
BODY = "raise ValueError"
EXPECTED = "raised"
