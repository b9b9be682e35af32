"""D-17: ends the process while a module of its own is imported.

Expected: that cell is left out and the rest replayed; every honest point stays.
"""

FIRST = """\
import sys
open("/tmp/deadly.py", "w").write("import os; os._exit(7)")
sys.path.insert(0, "/tmp")
import deadly
"""
BODY = "raise ValueError"
EXPECTED = "raised"
