"""D-01: sends a header of 60,000 opening brackets.

Expected: refused without recursion: the call counts as died; every honest point stays.
"""

from tests.attacks.forgery import FORGERY

FIRST = FORGERY
BODY = """\
write(struct.pack('>I', 60000) + b'[' * 60000)
return 41
"""
EXPECTED = "died"
