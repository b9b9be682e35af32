"""C-41: starts processes that leave their session and wait for the grader to go.

Expected: they end with their check, at the latest with the box; every honest point stays.
"""

FIRST = """\
import os, subprocess
def stay():
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            subprocess.Popen(["sleep", "86399.58"], start_new_session=True)
        os._exit(0)
stay()
"""
BODY = """\
stay()
raise ValueError
"""
EXPECTED = "raised"
