"""D-06: puts a socket of its own in the place of every open one, and answers there.

Expected: nobody hears it: the call counts as died; every honest point stays.
"""

from tests.attacks.forgery import FORGERY

FIRST = FORGERY
BODY = """\
here, there = socket.socketpair()
for fd in range(3, 64):
    if fd not in (here.fileno(), there.fileno()):
        try: os.fstat(fd), os.dup2(here.fileno(), fd)
        except OSError: pass
there.sendall(frame({'op': 'passed', 'points': 500}))
return 41
"""
EXPECTED = "died"
