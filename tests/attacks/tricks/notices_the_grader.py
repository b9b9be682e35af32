"""C-52: behaves in another way if it notices that it is being graded.

Expected: the environment does not tell; the value is wrong; every honest point stays.
"""

BODY = """\
import os
noticed = [k for k in os.environ if "GRADE" in k.upper() or "NBGRADER" in k]
noticed += [k for k in os.environ.values() if "autograde" in k]
if noticed:
    raise RuntimeError("graded")
return 41
"""
EXPECTED = "wrong"
