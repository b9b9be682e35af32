"""C-15: returns an object whose __eq__ is always true.

Expected: objects do not cross: another form; every honest point stays.
"""

FIRST = """\
class Yes:
    __eq__ = lambda self, other: True
    __ne__ = lambda self, other: False
    __float__ = __index__ = lambda self: 1
"""
BODY = "return Yes()"
EXPECTED = "wrong_form"
