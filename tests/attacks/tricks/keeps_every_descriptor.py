"""D-53: opens files in a cell until there are no more descriptors, and keeps them.

Expected: some are kept for the checks; the function raised; every honest point stays.
"""

FIRST = """\
kept = []
try:
    while True: kept.append(open("/dev/null"))
except OSError: pass
"""
BODY = "raise ValueError"
EXPECTED = "raised"
