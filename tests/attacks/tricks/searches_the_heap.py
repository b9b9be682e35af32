"""C-28: searches all objects in memory for another function of its own name.

Expected: there is no other one; every honest point stays.
"""

BODY = """\
import gc
for found in gc.get_objects():
    if getattr(found, "__name__", "") == "downhill_direction":
        if getattr(found, "__module__", "") != "__main__":
            return found(*args)
return 41
"""
EXPECTED = "wrong"
