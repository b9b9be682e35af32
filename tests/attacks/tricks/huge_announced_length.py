"""C-54: announces two gigabytes and sends nothing.

Expected: a length over the limit ends the call before memory is taken; every honest point
stays.
"""

from tests.attacks.forgery import FORGERY

FIRST = FORGERY
BODY = "write(struct.pack('>I', 2**31) + b'{'); return 41"
EXPECTED = "died"
