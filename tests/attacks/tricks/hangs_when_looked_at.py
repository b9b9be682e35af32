"""D-18: raises an exception whose text takes for ever.

Expected: the call times out; every honest point stays.
"""

FIRST = """\
class Endless(Exception):
    def __str__(self):
        while True: pass
    __repr__ = __str__
"""
BODY = "raise Endless"
EXPECTED = "timed_out"
