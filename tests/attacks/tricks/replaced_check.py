"""C-11: replaces downslope.check by a module whose checks return full points.

Expected: the exercise counts as not written; every honest point stays.
"""

from autograder import attacks

make = attacks.replaced_check
EXPECTED = "raised"
