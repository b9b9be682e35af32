"""D-05: closes every descriptor, the one for answers among them.

Expected: the call counts as died; every honest point stays.
"""

from tests.attacks.forgery import FORGERY

FIRST = FORGERY
BODY = """\
os.closerange(3, 256)
return 41
"""
EXPECTED = "died"
