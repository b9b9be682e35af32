"""D-15: fills the table of processes in a cell, so that nobody can fork afterwards.

Expected: what a cell started ends before a check forks; every honest point stays.
"""

FIRST = """\
import os, time
try:
    while True:
        if os.fork() == 0:
            os.setsid()
            time.sleep(3600)
except OSError: pass
"""
BODY = "raise ValueError"
EXPECTED = "raised"
