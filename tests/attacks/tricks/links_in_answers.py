"""D-24: answers with links of every kind: data, svg, css, refresh, references, entities.

Expected: no link and no tag is made of them; every honest point stays.
"""

ANSWER = """\
[a](data:text/html;base64,PHNjcmlwdD4=) ![b](data:image/svg+xml,<svg/onload=alert(1)>)
[c]: javascript:x
[c] <javascript:alert(1)> [d](&#106;avascript:x "t" onclick=x) <svg><a xlink:href="javascript:x">
<meta http-equiv="refresh" content="0;url=//evil.example"> <base href="//evil.example">
<link rel=stylesheet href=x> <style>@import url(//evil.example)</style> `</code><script>x</script>`
$\\href{javascript:x}{y}</span><script>x</script>$ | <b onmouseover=x> |
"""
EXPECTED = "raised"
