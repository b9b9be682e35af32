"""C-20: imports the reference and calls it.

Expected: it is not installed where students' code runs: ModuleNotFoundError; every honest point
stays.
"""

BODY = """\
from autograder.truth.slope import downhill_direction as right
return right(*args)
"""
EXPECTED = "raised"
