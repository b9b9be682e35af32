"""D-37: signals every process it can name: its parent, process 1, its group, all.

Expected: only its own box hears it, and the worker cannot be killed from inside; every honest
point stays.
"""

BODY = """\
import os, signal
for pid in (os.getppid(), 1, *range(2, 400)):
    for number in (signal.SIGKILL, signal.SIGSTOP, signal.SIGTERM):
        try: pid != os.getpid() and os.kill(pid, number)
        except OSError: pass
raise RuntimeError(open("/proc/1/status").read()[:40])
"""
EXPECTED = "raised"
