"""C-43: never returns and swallows every exception on the way.

Expected: its own check times out; every honest point stays.
"""

BODY = """\
while True:
    try:
        while True: pass
    except BaseException: pass
"""
EXPECTED = "timed_out"
