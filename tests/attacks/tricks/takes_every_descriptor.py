"""D-13: opens files until there are no more descriptors, in every call.

Expected: the limit raises in the call; every honest point stays.
"""

BODY = """\
files = []
while True: files.append(open('/dev/null'))
"""
EXPECTED = "raised"
