"""C-19: returns an empty array, which broadcasts against everything.

Expected: shapes are compared first: another form; every honest point stays.
"""

BODY = """\
import numpy as np
return np.empty((0, 1, 1))
"""
EXPECTED = "wrong_form"
