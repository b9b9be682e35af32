"""C-23: prints the source of the cell that is running, and of the last ones.

Expected: no check is a cell here, so there is nothing to print; every honest point stays.
"""

BODY = """\
print(get_ipython().user_ns['_ih'][-3:])
raise LookupError(str('hidden' in str(get_ipython().user_ns['_ih'])))
"""
EXPECTED = "raised"
