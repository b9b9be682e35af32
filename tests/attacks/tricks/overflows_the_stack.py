"""D-16: recurses until the stack of the interpreter is used up.

Expected: the copy of its process dies, nothing else; every honest point stays.
"""

BODY = """\
import sys, threading
sys.setrecursionlimit(10**9)
f = lambda x: [repr(x), f([x])] and max([x], key=f)
import ctypes
f = ctypes.CFUNCTYPE(ctypes.c_int)(lambda: f())
return f()
"""
EXPECTED = "died"
