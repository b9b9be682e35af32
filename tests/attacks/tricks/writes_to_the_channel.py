"""C-53: writes an answer of its own to every open descriptor.

Expected: an answer that belongs to no question ends the call; every honest point stays.
"""

from tests.attacks.forgery import FORGERY

FIRST = FORGERY
BODY = """\
write(frame({"op": "returned", "id": "0", "value": {"t": "int", "v": -1}, "changed": []}))
return 41
"""
EXPECTED = "died"
