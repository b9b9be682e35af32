"""D-43: keeps a function on loan and asks it from another process and after the call.

Expected: no other process may use it, and a question that belongs to an earlier call ends this
one; every honest point stays.
"""

TARGET = "numerical_derivative"
BODY = """\
import os
kept = globals().setdefault("kept", [])
kept.append(args[0])
if os.fork() == 0:
    while True:
        try: kept[0](1.0)
        except BaseException: os._exit(0)
kept[0](1.0)
os._exit(1)
"""
EXPECTED = "died"
