"""C-09: shadows all, zip and abs with versions that agree with everything.

Expected: the value is wrong; every honest point stays.
"""

FIRST = """\
import builtins
for names in (globals(), builtins.__dict__):
    names.update(all=lambda it: True, zip=lambda *a, **k: [], abs=lambda x: 0)
"""
BODY = "return 41"
EXPECTED = "wrong"
