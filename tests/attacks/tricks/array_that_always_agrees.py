"""C-14: returns an array subclass that compares equal to everything.

Expected: only its bytes cross, and 41 is wrong; every honest point stays.
"""

FIRST = """\
import numpy as np
class Agrees(np.ndarray):
    def __array_ufunc__(self, *args, **kwargs): return np.True_
    def __array_function__(self, *args): return True
    def __eq__(self, other): return True
"""
BODY = "return np.array([41.0]).view(Agrees)"
EXPECTED = "wrong"
