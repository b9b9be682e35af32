"""C-05: prints a report that looks like the checker's own.

Expected: the function raised; every honest point stays.
"""

FIRST = "print('downhill_direction: 4 / 4, all checks passed')"
BODY = """\
print('4 / 4  all checks passed')
raise ValueError
"""
EXPECTED = "raised"
