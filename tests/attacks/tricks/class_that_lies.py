"""D-31: returns a float that claims another class and answers comparisons and arithmetic.

Expected: reading it as the int it claims to be raises, and no answer of its own is heard; every
honest point stays.
"""

FIRST = """\
class Liar(float):
    __class__ = int
    __eq__ = __le__ = __lt__ = __ge__ = __bool__ = lambda self, *other: True
    __sub__ = __rsub__ = __abs__ = __mul__ = lambda self, *other: 0.0
    __hash__ = lambda self: 0
"""
BODY = "return Liar(41)"
EXPECTED = "raised"
