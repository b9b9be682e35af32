"""D-58: hands in millions of empty lists, which take fifty times their file in memory.

Expected: refused with a reason; no points.
"""

import json

EXPECTED = "refused"


def make(notebook):
    text = json.dumps(notebook)
    return f'{{"padding": [{"[[[[[[[[]]]]]]]]," * 1_100_000} 0], {text[1:]}'.encode()
