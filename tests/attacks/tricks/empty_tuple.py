"""C-17: returns nothing to compare, so that no comparison fails.

Expected: the number of results is counted first: another form; every honest point stays.
"""

BODY = "return ()"
EXPECTED = "wrong_form"
