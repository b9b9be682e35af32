"""C-51: puts terminal escapes and reversing characters into messages.

Expected: they are stripped; the function raised; every honest point stays.
"""

FIRST = "print('\\x1b[2J\\x1b]0;title\\x07\\u202e4 / 4')"
BODY = "raise ValueError('\\x1b[2J\\u202e\\u2066 4 / 4')"
EXPECTED = "raised"
