"""What in a page of feedback could do anything, or cannot be seen."""

import re
import unicodedata
from html.parser import HTMLParser


def inactive(page: str) -> list[str]:
    """What in a page is not one of our own tags and attributes, or cannot be seen."""
    found = [
        f"U+{ord(c):04X}"
        for c in set(page)
        if unicodedata.category(c) in ("Cc", "Cf", "Cs") and c not in "\n\t\u200d"
    ]

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attrs):
            if tag not in TAGS:
                found.append(tag)
            for name, value in attrs:
                if not re.fullmatch(ATTRIBUTES.get(name, "(?!)"), value or "", re.S):
                    found.append(f"{tag} {name}={value[:40]}")

    Reader().feed(page)
    return found


TAGS = {
    *("html", "head", "meta", "title", "style", "body", "main", "div", "p", "b", "svg", "rect"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td", "a", "code"),
    *("article", "header", "span", "details", "summary", "ul", "ol", "li", "pre", "img"),
    *("blockquote", "em", "strong", "hr", "br", "footer"),
}
ATTRIBUTES = {
    **dict.fromkeys(("class", "id", "lang", "charset", "name", "content", "alt", "open"), ".*"),
    **dict.fromkeys(("viewbox", "preserveaspectratio", "aria-hidden", "start"), ".*"),
    **dict.fromkeys(("x", "y", "width", "height"), r"[\d.]+"),
    "http-equiv": "Content-Security-Policy",
    "href": "#.*",
    "src": "data:image/png;base64,[A-Za-z0-9+/=]*",
    "style": "text-align:(left|right|center)",
}
