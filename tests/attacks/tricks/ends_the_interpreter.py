"""C-44: ends the Python process from inside a function.

Expected: its own check counts as died; every honest point stays.
"""

from autograder import attacks

make = attacks.ends_the_interpreter
EXPECTED = "died"
