"""C-10: hides every exception from the notebook.

Expected: the function raised; every honest point stays.
"""

FIRST = "get_ipython().set_custom_exc((BaseException,), lambda *args, **kwargs: [])"
BODY = "raise ValueError"
EXPECTED = "raised"
