"""C-48: locks the gradebook from a process in the background.

Expected: there is no gradebook to lock and the process ends with its check; every honest point
stays.
"""

BODY = """\
import os, sqlite3, time
if os.fork() == 0:
    book = sqlite3.connect("../../../gradebook.db")
    book.execute("BEGIN EXCLUSIVE")
    time.sleep(600)
time.sleep(0.2)
raise ValueError
"""
EXPECTED = "raised"
