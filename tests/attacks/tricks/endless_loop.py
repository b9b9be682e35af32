"""C-42: never returns.

Expected: its own check times out; every honest point stays.
"""

from autograder import attacks

make = attacks.endless_loop
EXPECTED = "timed_out"
