"""C-02: publishes NaN as a cell result, which stock nbgrader counts as full points.

Expected: the function raised; every honest point stays.
"""

BODY = """\
import sys
sys.displayhook(float('nan'))
sys.displayhook('ok')
raise ValueError
"""
EXPECTED = "raised"
