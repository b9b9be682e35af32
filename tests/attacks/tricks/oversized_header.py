"""D-02: sends a header of 2 MB that is all in order.

Expected: refused at its length: the call counts as died; every honest point stays.
"""

from tests.attacks.forgery import FORGERY

FIRST = FORGERY
BODY = """\
write(frame({'op': 'returned', 'id': question(), 'value': {'t': 'str', 'v': 'x' * (2 << 20)}}))
return 41
"""
EXPECTED = "died"
