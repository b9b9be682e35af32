"""D-19: stops its process with a signal instead of ending it, and ignores all others.

Expected: the call times out and the stopped process is killed; every honest point stays.
"""

BODY = """\
import os, signal
signal.signal(signal.SIGTERM, signal.SIG_IGN)
os.kill(os.getpid(), signal.SIGSTOP)
"""
EXPECTED = "timed_out"
