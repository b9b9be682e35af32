"""D-04: answers with the id of the call before, and with none.

Expected: the call counts as died; every honest point stays.
"""

from tests.attacks.forgery import FORGERY

FIRST = FORGERY
BODY = """\
for id in (question()[::-1], None, 0, [question()], ''):
    write(frame({'op': 'returned', 'id': id, 'value': {'t': 'int', 'v': 1}, 'changed': []}))
return 41
"""
EXPECTED = "died"
