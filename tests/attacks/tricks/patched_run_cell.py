"""C-04: replaces run_cell by one that reports success and runs nothing.

Expected: the shell runs no cell any more, so what it would have defined is missing: no points
at all.
"""

FIRST = """\
shell, run = get_ipython(), get_ipython().run_cell_async
async def report(*args, **kwargs):
    result = await run(*args, **kwargs)
    result.error_in_exec = None
    return result
shell.showtraceback = lambda *args, **kwargs: None
shell.run_cell_async = report
shell.run_cell = lambda *args, **kwargs: None
"""
BODY = "return 41"
EXPECTED = "missing"
HONEST = "missing"
