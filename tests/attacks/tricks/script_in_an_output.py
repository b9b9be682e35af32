"""C-49: shows a script, a frame and an SVG with an event handler as results of a cell.

Expected: nothing of it is active in the page; the function raised; every honest point stays.
"""

FIRST = """\
from IPython.display import HTML, IFrame, Javascript, SVG, display
display(HTML("<script>document.body.remove()</script>"), Javascript("alert(1)"))
display(HTML('<img src=x onerror=alert(1)><form action="https://evil.example">'))
display(SVG('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'))
display(IFrame("https://evil.example", 9, 9))
"""
BODY = "raise ValueError('<script>alert(1)</script>')"
EXPECTED = "raised"
