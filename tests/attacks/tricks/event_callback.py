"""C-03: registers a callback that publishes a score before each cell.

Expected: the value is wrong; every honest point stays.
"""

FIRST = """\
shell = get_ipython()
shell.events.register('pre_run_cell', lambda info: shell.displayhook(10.0))
"""
BODY = "return 41"
EXPECTED = "wrong"
