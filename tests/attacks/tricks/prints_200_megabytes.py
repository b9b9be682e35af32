"""C-47: prints one line of 200 MB.

Expected: the output is cut while it arrives; the function raised; every honest point stays.
"""

BODY = """\
print('x' * 200_000_000)
raise ValueError
"""
EXPECTED = "raised"
