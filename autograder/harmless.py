"""What a student wrote, made safe to look at: text, code, Markdown and pictures.

Nothing in here trusts its input. Text loses terminal escapes, control characters and the
characters that reverse the reading direction; Markdown keeps its headings, lists and emphasis but
no HTML, links or images; a picture is decoded and written anew as PNG.
"""

from __future__ import annotations

import base64
import functools
import io
import keyword
import re
import unicodedata
import warnings

from markdown_it import MarkdownIt
from markupsafe import Markup, escape
from PIL import Image

TEXT_LIMIT = 20_000  # characters of one cell or output
PICTURE_LIMIT = 4_000_000  # bytes of one picture, and pixels

_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|.)?", re.S)
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")  # of ASCII, all but tab and newline
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}  # control, format (bidi), surrogates, private


def plain(text: object, limit: int = TEXT_LIMIT) -> str:
    """Return `text` without terminal escapes, control, bidi and other invisible characters.

    Newlines and tabs stay. What is longer than `limit` characters keeps its beginning and end.
    """
    text = "".join(map(str, text)) if isinstance(text, list) else str(text)
    if len(text) > limit:
        left_out = len(text) - limit
        head, tail = text[: limit * 3 // 4], text[len(text) - limit // 4 :]
        text = f"{head}\n… {left_out:,} characters left out …\n{tail}"
    text = _ESCAPES.sub("", text.replace("\r\n", "\n"))
    if text.isascii():
        return _CONTROLS.sub("", text)
    return "".join(
        c for c in text if c in "\n\t" or c == "\u200d" or unicodedata.category(c) not in _INVISIBLE
    )


_CODE = re.compile(
    r"(?P<comment>\#[^\n]*)"
    r"|(?P<string>[rbfuRBFU]{0,2}(?:'''(?:\\.|[^\\])*?(?:'''|\Z)|\"\"\"(?:\\.|[^\\])*?(?:\"\"\"|\Z)"
    r"|'(?:\\.|[^\\'\n])*'?|\"(?:\\.|[^\\\"\n])*\"?))"
    r"|(?P<number>\b\d[\w.]*)"
    r"|(?P<word>[^\W\d]\w*)",
    re.S,
)


@functools.lru_cache(maxsize=200)  # most cells of a class are the same in every notebook
def code(text: str) -> Markup:
    """Return Python source as HTML with comments, strings, numbers and keywords marked."""
    text, parts, end = plain(text), [], 0
    for match in _CODE.finditer(text):
        kind, piece = match.lastgroup, match[0]
        if kind == "word":
            kind = "keyword" if keyword.iskeyword(piece) else None
        elif piece.lstrip("rbfuRBFU").startswith(("'''", '"""')):
            kind = "docstring"
        parts.append(_escaped(text[end : match.start()]))
        piece = _escaped(piece)
        parts.append(f'<span class="code-{kind}">{piece}</span>' if kind else piece)
        end = match.end()
    return Markup("".join([*parts, _escaped(text[end:])]))


_ACTIVE = str.maketrans({c: str(escape(c)) for c in "&<>'\""})


def _escaped(text: str) -> str:
    """What markupsafe's `escape` gives, as str: its Markup is slow to build from small pieces."""
    return text.translate(_ACTIVE)


_FORMULA = re.compile(r"\$\$[^$]+\$\$|\$[^$\n]+\$")


def _formula(state, silent: bool) -> bool:
    """Keep $formulas$ and $$formulas$$ as they were typed: `_` and `*` mean no emphasis there."""
    match = _FORMULA.match(state.src, state.pos)
    if match is None:
        return False
    if not silent:
        state.push("formula", "span", 0).content = match[0]
    state.pos = match.end()
    return True


def _render_formula(self, tokens, at, options, env) -> Markup:
    typed = tokens[at].content
    # What needs no typesetting is easier to read without its dollars.
    shown = typed if env["dollars"] or "\\" in typed else typed.strip("$")
    return Markup('<span class="formula">{}</span>').format(shown)


def _markdown() -> MarkdownIt:
    md = MarkdownIt("commonmark", {"html": False}).enable("table")
    md.disable(["html_block", "html_inline", "link", "image", "autolink", "reference", "entity"])
    md.inline.ruler.before("escape", "formula", _formula)
    md.add_render_rule("formula", _render_formula)
    return md


_MARKDOWN = _markdown()


def markdown(text: str, dollars: bool = False) -> Markup:
    """Return Markdown as HTML without raw HTML, links and images, which stay as they were typed.

    dollars: keep the dollars of all formulas, for a page on which MathJax looks for them.
    """
    return Markup(_MARKDOWN.render(plain(text), {"dollars": dollars}))


def picture(encoded: object) -> str | None:
    """Return base64 PNG data, decoded and written anew; None if it is no sound PNG or too large."""
    encoded = "".join(encoded) if isinstance(encoded, list) else encoded
    if not isinstance(encoded, str) or len(encoded) > PICTURE_LIMIT * 4 // 3:
        return None
    return _written_anew(encoded)


@functools.lru_cache(maxsize=200)  # who has the same right function has the same picture
def _written_anew(encoded: str) -> str | None:
    try:
        with warnings.catch_warnings(), io.BytesIO() as out:
            warnings.simplefilter("error")
            with Image.open(io.BytesIO(base64.b64decode(encoded)), formats=["PNG"]) as image:
                if image.width * image.height > PICTURE_LIMIT:
                    return None
                opaque = image.mode == "RGB" and "transparency" not in image.info
                pixels = image.convert("RGB" if opaque else "RGBA")
            pixels.info.clear()  # no text chunks, profiles or transparency tables
            pixels.save(out, "PNG", compress_level=3)  # 6 takes three times as long
            return base64.b64encode(out.getvalue()).decode("ascii")
    except Exception:  # Pillow raises what it likes: OSError, SyntaxError, struct.error
        return None
