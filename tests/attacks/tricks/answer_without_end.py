"""D-25: answers with the deepest quotations, lists and emphasis that fit into a notebook.

Expected: the page stays small and is there; every honest point stays.
"""

ANSWER = "> " * 9000 + "\n\n" + "* " * 9000 + "\n\n" + "*_" * 9000 + "`" * 9000 + "$" * 9000
EXPECTED = "raised"
