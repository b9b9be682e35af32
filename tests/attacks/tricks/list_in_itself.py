"""D-33: returns a list that contains itself, and an integer of a million digits.

Expected: too deep and too large: another form; every honest point stays.
"""

BODY = """\
loop = [1 << 4_000_000]
loop.append(loop)
return loop
"""
EXPECTED = "wrong_form"
