"""C-58a: hands in half a file.

Expected: refused with a reason; no points.
"""

from autograder import attacks

make = attacks.broken_json
EXPECTED = "refused"
