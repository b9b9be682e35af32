"""D-32: returns a generator that would try one value after the other.

Expected: generators do not cross: another form; every honest point stays.
"""

BODY = "return (v for v in (-1, 0, 1))"
EXPECTED = "wrong_form"
