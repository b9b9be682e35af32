"""D-36: keeps the arguments of every call of every check, to look for a right answer later.

Expected: arguments are seen, answers never; the values are wrong and every honest point stays.
"""

FIRST = """\
import builtins, json, os
def note(*args):
    with open("/dev/shm/notes", "a") as file: file.write(repr(args))
    os.environ["notes"] = builtins.notes = repr(args)
note()
"""
BODY = """\
note(args)
return 41 if 'right' in open('/dev/shm/notes').read() else 42
"""
EXPECTED = "wrong"
