"""C-18: returns NaN, which is not larger than any tolerance.

Expected: the value is wrong; every honest point stays.
"""

BODY = "return float('nan')"
EXPECTED = "wrong"
