"""D-09: asks for values of functions it was never given.

Expected: a call-back to nothing ends the call; every honest point stays.
"""

from tests.attacks.forgery import FORGERY

FIRST = FORGERY
BODY = """\
for k in (0, -1, 2**70, '0', True, None):
    write(frame({'op': 'cb', 'id': question(), 'k': k, 'args': {'t': 'tuple', 'v': []}}))
return 41
"""
EXPECTED = "died"
