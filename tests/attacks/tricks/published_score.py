"""C-01: publishes the points as a cell result before failing.

Expected: the function raised; every honest point stays.
"""

from autograder import attacks

make = attacks.published_score
EXPECTED = "raised"
