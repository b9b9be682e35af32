"""D-55: shows pictures of noise, as many as a cell may, to fill the grader's memory and disk.

Expected: what is more than a notebook may hold is left out; every honest point stays.
"""

FIRST = """\
import os
from IPython.display import display
class Picture:
    def _repr_png_(self): return b"\\x89PNG\\r\\n\\x1a\\n" + os.urandom(4_000_000)
for _ in range(4): display(Picture())
"""
BODY = "raise ValueError"
EXPECTED = "raised"
