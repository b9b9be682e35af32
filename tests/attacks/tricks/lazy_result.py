"""C-16: returns a tuple that looks up the expected value when it is iterated.

Expected: the tuple's own items cross, not what it claims: and 41 is wrong; every honest point
stays.
"""

FIRST = """\
import sys
class Lazy(tuple):
    def __iter__(self): return iter([sys._getframe(1).f_globals["want"]])
"""
BODY = "return Lazy((41,))"
EXPECTED = "wrong"
