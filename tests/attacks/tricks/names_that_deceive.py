"""D-22: names an exception and a class with markup, escapes, reversed and half characters.

Expected: they appear as clean text; every honest point stays.
"""

FIRST = """\
name = "<img src=x onerror=alert(1)>\\u202e\\x1b[31m`\\ud800"
Odd = type(name, (Exception,), {"__module__": "<b>"})
print(name)
try: raise Odd(name)
except Odd: get_ipython().showtraceback()
"""
BODY = "raise Odd(name)"
EXPECTED = "raised"
