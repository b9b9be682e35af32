"""C-36: opens the gradebook and sets every manual score.

Expected: there is no gradebook to open, and the class's holds what was judged; every honest
point stays.
"""

BODY = """\
import sqlite3
for place in ("../../..", "../..", "/work", "/"):
    try:
        book = sqlite3.connect(f"file:{place}/gradebook.db?mode=rw", uri=True)
        return book.execute("update grade set manual_score = 14")
    except sqlite3.Error as error:
        reason = error
raise reason
"""
EXPECTED = "raised"
