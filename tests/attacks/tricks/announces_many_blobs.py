"""D-10: announces 2,000 blobs of 64 MB each, and arrays that share one blob.

Expected: refused before memory is taken: the call counts as died; every honest point stays.
"""

from tests.attacks.forgery import FORGERY

FIRST = FORGERY
BODY = """\
text = json.dumps({'op': 'returned', 'id': question(), 'blobs': [64 << 20] * 2000}).encode()
write(struct.pack('>I', len(text)) + text)
return 41
"""
EXPECTED = "died"
