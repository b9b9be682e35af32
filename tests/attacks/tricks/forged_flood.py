"""D-56: answers for a cell with 60 MB of text, which no worker of ours would send.

Expected: the box is ended, nothing of it is kept; every honest point stays.
"""

from tests.attacks.forgery import FORGERY

FIRST = (
    FORGERY
    + """\
said = frame({"op": "ran", "id": question(), "outputs": [{"kind": "stream", "name": "stdout"}]},
             [b"x" * 60_000_000, b""])
for fd in range(3, 64):
    try:
        with socket.socket(fileno=os.dup(fd)) as channel: channel.sendall(said)
    except OSError: pass
"""
)
BODY = "raise ValueError"
EXPECTED = "raised"
