"""D-14: starts threads without end, in every call.

Expected: the limit on processes raises in the call; every honest point stays.
"""

BODY = """\
import threading, time
while True: threading.Thread(target=time.sleep, args=(99,), daemon=True).start()
"""
EXPECTED = "raised"
