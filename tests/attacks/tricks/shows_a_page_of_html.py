"""D-20: shows 30 MB of HTML and LaTeX and an endless table.

Expected: only text is kept, up to a limit; every honest point stays.
"""

FIRST = """\
from IPython.display import HTML, Latex, Markdown, display
display(HTML("<table>" * 5_000_000), Markdown("> " * 10**6))
display(Latex("$" + "{x" * 9_000_000))
"""
BODY = "raise ValueError"
EXPECTED = "raised"
