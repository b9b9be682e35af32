"""C-46: forks without end, and again when it is refused.

Expected: the number of processes is limited and all of them end when the call has timed out;
every honest point stays.
"""

BODY = """\
import os
while True:
    try: os.fork()
    except OSError: pass
"""
EXPECTED = "timed_out"
