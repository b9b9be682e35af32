"""C-38: overwrites the course's own modules on disk for whoever is graded next.

Expected: all of it is mounted read-only; every honest point stays.
"""

BODY = """\
import numpy, downslope, sys
for module in (numpy, downslope, sys.modules["wire"], sys.modules["worker"]):
    try:
        return open(module.__file__, "a").write("import sys; sys.exit()")
    except OSError as error:
        reason = error
raise reason
"""
EXPECTED = "raised"
