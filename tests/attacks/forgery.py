"""What forgers of frames put into their notebook: the wire format, spoken without its limits."""

FORGERY = """\
import json, os, socket, struct, sys
def frame(header, blobs=()):
    text = json.dumps({**header, "blobs": [len(b) for b in blobs]}).encode()
    return struct.pack(">I", len(text)) + text + b"".join(blobs)
def write(data):
    for fd in range(3, 64):
        try: os.write(fd, data)
        except OSError: pass
def question():
    frame = sys._getframe(1)
    while not isinstance(frame.f_locals.get("header"), dict):
        frame = frame.f_back
    return frame.f_locals["header"]["id"]
"""
