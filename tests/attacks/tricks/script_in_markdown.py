"""C-50: writes script, style and a javascript: link into the written answers.

Expected: they are shown as typed and nothing of it is active; every honest point stays.
"""

ANSWER = """\
<script>alert(1)</script> <style>.total{display:none}</style>
[x](javascript:alert(1)) ![x](https://evil.example/x.png) <https://evil.example>
<img src=x onerror=alert(1)> <a href="data:text/html,x">x</a>
"""
EXPECTED = "raised"
