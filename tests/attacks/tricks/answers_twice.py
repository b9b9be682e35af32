"""D-03: answers each call itself, with every possible value, and then returns.

Expected: the first answer counts for one input; the second answers no question and ends the
next call, so the check counts as died: no point is gained, every honest point stays.
"""

from tests.attacks.forgery import FORGERY

FIRST = FORGERY
BODY = """\
for v in (-1, 0, 1):
    write(frame({'op': 'returned', 'id': question(), 'value': {'t': 'int', 'v': v}, 'changed': []}))
return 41
"""
EXPECTED = "died"
