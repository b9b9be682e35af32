"""D-21: shows small PNG files that unpack to billions of pixels, and broken ones.

Expected: the page leaves them out; every honest point stays.
"""

FIRST = """\
import struct, zlib
from IPython.display import display
def chunk(kind, data):
    sum = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", sum)
def png(width, height):
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    rows = zlib.compress(bytes(40_000_000), 9)
    return b"\\x89PNG\\r\\n\\x1a\\n" + head + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
class Picture:
    def __init__(self, data): self.data = data
    def _repr_png_(self): return self.data
display(Picture(png(2**31 - 1, 2**31 - 1)), Picture(png(20_000, 20_000)))
display(Picture(b"<script>alert(1)</script>"), Picture(png(1, 1)[:60]))
"""
BODY = "raise ValueError"
EXPECTED = "raised"
