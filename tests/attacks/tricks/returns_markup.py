"""D-23: returns text, and a type, that are markup.

Expected: they are shown escaped: another form; every honest point stays.
"""

BODY = """\
Odd = type('</code><script>alert(1)</script>', (), {})
return {'<svg onload=alert(1)>': Odd(), 'x': '<iframe src=//evil.example>'}
"""
EXPECTED = "wrong_form"
