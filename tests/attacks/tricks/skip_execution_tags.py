"""C-29: tags every check cell with skip-execution: no output, full points under stock nbgrader.

Expected: the exercise counts as not written; every honest point stays.
"""

from autograder import attacks

make = attacks.skip_execution_tags
EXPECTED = "raised"
