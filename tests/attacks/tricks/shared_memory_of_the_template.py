"""D-38: writes into every mapping that forks of one process might share.

Expected: there is none: what it changes is a copy; every honest point stays, the class's too.
"""

BODY = """\
maps = [line.split() for line in open("/proc/self/maps")]
shared = [line for line in maps if "s" in line[1] and "w" in line[1]]
for span, *_ in shared:
    start, end = (int(x, 16) for x in span.split("-"))
    import ctypes
    ctypes.memset(start, 65, end - start)
raise RuntimeError(f"{len(shared)} shared mappings")
"""
EXPECTED = "raised"
