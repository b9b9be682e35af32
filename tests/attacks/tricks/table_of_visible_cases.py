"""C-24: returns the published examples from a table.

Expected: the visible part's share (5 of 9) of the 4 points, as for any right value; nothing of
the hidden.
"""

BODY = "return {2.0: -1, -0.5: 1, 0.0: 0}.get(args[0], 41)"
EXPECTED = "partly"

GAINED = 2.22
