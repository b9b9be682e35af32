"""D-54: raises an exception in a cell whose words no file could hold.

Expected: they are dropped, and the graded notebook can be written; every honest point stays.
"""

FIRST = "raise ValueError('half a character: \\ud800')"
BODY = "raise ValueError('\\udfff')"
EXPECTED = "raised"
