"""D-39: registers functions to be run in every later fork of its process.

Expected: they run in its own checks and learn nothing; every honest point stays.
"""

FIRST = """\
import os, sys, numpy
def hook():
    numpy.float64 = numpy.asarray = lambda *args, **kwargs: 1.0
    sys.modules["wire"].MAX_HEADER = 1 << 40
os.register_at_fork(before=hook, after_in_child=hook, after_in_parent=hook)
"""
BODY = "return 41"
EXPECTED = "wrong"
