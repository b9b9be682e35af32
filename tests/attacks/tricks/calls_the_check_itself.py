"""D-26: writes check calls and nbgrader's markers into cells of its own.

Expected: only released check cells are checks; every honest point stays.
"""

FIRST = """\
from downslope import check
check.downhill_direction(lambda slope: -1, points=500)
### BEGIN HIDDEN TESTS
10.0
### END HIDDEN TESTS
"""
BODY = "raise ValueError"
EXPECTED = "raised"
