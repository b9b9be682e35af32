"""D-08: announces a small header and sends a byte of it now and then, for ever.

Expected: the limit is on the whole call: it times out; every honest point stays.
"""

from tests.attacks.forgery import FORGERY

FIRST = FORGERY
BODY = """\
import time
write(struct.pack('>I', 1000))
while True:
    write(b' ')
    time.sleep(0.01)
"""
EXPECTED = "timed_out"
