"""D-12: fills all scratch space, in a cell and again in every call.

Expected: it has a limit and raises in the call; nothing is written elsewhere; every honest
point stays.
"""

FIRST = """\
def fill():
    for folder in ("/tmp", "/dev/shm", "/home/student"):
        try:
            for k in range(200):
                with open(f"{folder}/fill{k}", "wb") as file: file.write(bytes(1 << 20))
        except OSError as error: reason = error
    raise reason
try: fill()
except OSError: pass
"""
BODY = "fill()"
EXPECTED = "raised"
