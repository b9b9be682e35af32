"""C-06: replaces numpy's comparisons by ones that are always content.

Expected: the value is wrong; every honest point stays.
"""

FIRST = """\
import numpy as np, numpy.testing as testing
testing.assert_allclose = lambda *args, **kwargs: None
np.allclose = np.array_equal = lambda *args, **kwargs: True
np.max = lambda *args, **kwargs: 0.0
np.isfinite = lambda a: np.bool_(True)
"""
BODY = "return 41"
EXPECTED = "wrong"
