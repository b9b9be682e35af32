"""C-13: puts a forged `autograder` package in place before anything else runs.

Expected: the value is wrong; every honest point stays.
"""

FIRST = """\
import sys, types
for name in ("autograder", "autograder.stock", "autograder.judge", "autograder.truth"):
    module = types.ModuleType(name)
    module.grade = lambda *args, points=0, **kwargs: points
    sys.modules[name] = module
"""
BODY = "return 41"
EXPECTED = "wrong"
