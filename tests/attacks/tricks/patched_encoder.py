"""D-34: patches what describes its result, so that it says 1 whatever the function returns.

Expected: the description is only data, right where 1 is right: the check is wrong as a whole;
the patch is gone with the fork, and every honest point stays.
"""

BODY = """\
import sys
sys.modules["wire"].encode = lambda value, blobs, functions=None: {"t": "int", "v": 1}
return 41
"""
EXPECTED = "wrong"
