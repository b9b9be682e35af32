"""D-07: sends open files along with its bytes, to fill the grader's table of them.

Expected: descriptors are not accepted on this side: the call counts as died; every honest point
stays.
"""

from tests.attacks.forgery import FORGERY

FIRST = FORGERY
BODY = """\
files = [os.open('/dev/null', os.O_RDONLY) for _ in range(100)]
for fd in range(3, 40):
    try: socket.send_fds(socket.socket(fileno=os.dup(fd)), [b'\\0\\0\\0\\2[]'], files)
    except OSError: pass
return 41
"""
EXPECTED = "died"
