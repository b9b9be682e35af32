"""C-08: replaces the text of every later cell by `pass`.

Expected: only the attacker's own cells are emptied, so every function is missing: no points at
all.
"""

FIRST = "get_ipython().input_transformers_post.append(lambda lines: ['pass\\n'])"
BODY = "return 41"
EXPECTED = "missing"
HONEST = "missing"
