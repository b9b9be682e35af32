"""Feedback pages: nothing that a student wrote is active, and everybody gets a page."""

import base64
import io
import re
from html.parser import HTMLParser

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbgrader.api import Gradebook
from PIL import Image, PngImagePlugin

from autograder import harmless
from autograder.database import prepare
from autograder.feedback import page, write_all
from autograder.late import LatePolicy
from autograder.marks import Mark

HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(1)><style>.total{display:none}</style>"
    "</pre></details></main>\u202egnp.exe\u2066\x1b[2J\x1b]0;title\x07\x00\ud800"
    "[a](javascript:alert(1)) ![b](https://example.org/t.png) {{ 7*7 }}"
)


def check(function, outcome="passed", points=2.0, **more):
    return {
        "id": f"check-{function}",
        "function": function,
        "outcome": outcome,
        "points": points,
        "max_points": 2.0,
        "visible_points": 1.0,
        "parts": [],
        "mistake": None,
        "hint": "",
        "remarks": [],
        "error": "",
    } | more


def record_of(checks=(), answers=(), **more):
    return {
        "assignment": "01_tiny",
        "student": "amy",
        "score": 0,
        "max_score": 0,
        "outcome": "graded",
        "reason": "",
        "seed": 1,
        "boxed": True,
        "checks": list(checks),
        "answers": list(answers),
        "notebook_sha256": "ab" * 32,
        "timestamp": "2026-01-01T00:00:00Z",
    } | more


def cell_with_id(cell, name, **flags):
    cell.id = name
    cell.metadata.nbgrader = {"grade_id": name, "schema_version": 3} | flags
    return cell


class Markup(HTMLParser):
    """Collects the tags, attributes and visible text of a page."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.attributes, self.text = [], [], ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.text += data


def harmless_page(html):
    """Parse a page and assert that nothing in it is active."""
    seen = Markup(html)
    assert not {"script", "iframe", "object", "embed", "form", "link", "base"} & set(seen.tags)
    assert seen.tags.count("style") == 1
    assert not [name for name, _ in seen.attributes if name.startswith("on") or name == "style"]
    addresses = [value for name, value in seen.attributes if name in ("href", "src", "action")]
    assert all(a.startswith(("#", "data:image/png;base64,")) for a in addresses), addresses
    assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", html)
    html.encode("utf-8")
    return seen


def hostile_notebook():
    outputs = [
        new_output("stream", name="stdout", text=HOSTILE),
        new_output("display_data", {"text/html": HOSTILE, "text/plain": HOSTILE}),
        new_output("display_data", {"image/svg+xml": HOSTILE, "application/javascript": HOSTILE}),
        new_output("display_data", {"image/png": HOSTILE}),
        new_output("error", ename=HOSTILE, evalue=HOSTILE, traceback=[HOSTILE]),
    ]
    return new_notebook(
        cells=[
            cell_with_id(new_code_cell(HOSTILE, outputs=outputs), "slope", solution=True),
            cell_with_id(new_markdown_cell(HOSTILE), "answer-why", grade=True, solution=True),
            new_code_cell(f"# {HOSTILE}", outputs=outputs),
            new_markdown_cell(HOSTILE),
        ]
    )


def test_everything_hostile_is_shown_as_text():
    part = {"name": "p", "title": "P", "visible": False, "passed": False, "weight": 1}
    failed = check(
        "slope",
        "raised",
        0,
        hint=HOSTILE,
        error=HOSTILE,
        remarks=[HOSTILE],
        parts=[part | {"message": HOSTILE}],
    )
    record = record_of(
        [failed], [{"id": "answer-why", "max_points": 1}], student=HOSTILE, timestamp=HOSTILE
    )
    comments = {"slope": HOSTILE, "answer-why": HOSTILE}
    seen = harmless_page(page(record, hostile_notebook(), comments))
    assert seen.text.count("<script>alert(1)</script>") >= 10
    assert "{{ 7*7 }}" in seen.text
    harmless_page(page(record_of(outcome="refused", reason=HOSTILE, student=HOSTILE)))


def test_the_policy_allows_the_style_sheet_of_the_page():
    html = page(record_of())
    css = re.search("<style>(.*)</style>", html, re.S)[1]
    import hashlib

    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    policy = re.search('Content-Security-Policy" content="([^"]*)"', html)[1]
    assert f"sha256-{digest}" in policy.replace("&#43;", "+").replace("&#39;", "'")
    assert "default-src" in policy
    assert "unsafe" not in policy


def test_hidden_lines_of_a_check_cell_never_appear():
    hidden = "from autograder.stock import grade"
    cell = cell_with_id(new_code_cell(f"check.slope(slope)\n{hidden}"), "check-slope", grade=True)
    assert hidden not in page(record_of([check("slope")]), new_notebook(cells=[cell]))


def test_points_include_what_a_person_gave():
    record = record_of([check("slope", points=1.5)], [{"id": "answer-why", "max_points": 3}])
    waiting = Markup(page(record)).text
    assert "1.5 of 5 points" in waiting
    assert "3 points are still to be decided" in waiting
    scores = {"check-slope": Mark(2.0, 2.0, True), "answer-why": Mark(2.5, 3.0, True)}
    decided = Markup(page(record, None, {}, scores)).text
    assert "4.5 of 5 points" in decided
    assert "still to be decided" not in decided
    assert (
        "4.25 of 5 points" in Markup(page(record, None, {}, scores, (0.25, "It came late."))).text
    )


@pytest.mark.parametrize("outcome", ["broken_check", "no_box", "lost_worker"])
def test_the_student_is_not_blamed_for_our_failures(outcome):
    seen = Markup(page(record_of([check("slope", outcome, 0)])))
    assert "not your fault" in seen.text
    assert "2 points are still to be decided" in seen.text


def png(size=(4, 3), **save):
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, "PNG", **save)
    return base64.b64encode(out.getvalue()).decode()


def test_pictures_are_written_anew():
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "secret")
    data = png(pnginfo=info)
    again = base64.b64decode(harmless.picture(data))
    assert b"secret" in base64.b64decode(data)
    assert b"secret" not in again
    assert Image.open(io.BytesIO(again)).size == (4, 3)


@pytest.mark.parametrize(
    "data",
    ["", "no picture", png()[:60], "A" * 6_000_000, png((3000, 3000)), 7, None],
    ids=["empty", "text", "cut", "long", "large", "number", "none"],
)
def test_pictures_that_are_none_are_left_out(data):
    assert harmless.picture(data) is None


def test_a_jpeg_is_no_png():
    out = io.BytesIO()
    Image.new("RGB", (4, 3)).save(out, "JPEG")
    assert harmless.picture(base64.b64encode(out.getvalue()).decode()) is None


def test_long_output_keeps_its_beginning_and_end():
    text = harmless.plain("a" * 30_000_000 + "end", 1000)
    assert len(text) < 1100
    assert text.startswith("aaa")
    assert text.endswith("end")
    assert "characters left out" in text
    cell = new_code_cell("1", outputs=[new_output("stream", text="x\n" * 9000)] * 50)
    assert len(page(record_of(), new_notebook(cells=[cell]))) < 100_000


def test_markdown_keeps_its_form_and_its_formulas():
    html = harmless.markdown("**so** $a_i b_i$ and `x`\n\n1. one\n\n| a |\n|---|\n| 1 |")
    assert '<strong>so</strong> <span class="formula">a_i b_i</span> and' in html
    assert "<li>one</li>" in html
    assert harmless.markdown("$\\frac{a}{b}$") == (
        '<p><span class="formula">$\\frac{a}{b}$</span></p>\n'
    )
    assert ">$a$<" in harmless.markdown("$a$", dollars=True)
    assert "<td>1</td>" in html


@pytest.mark.parametrize(
    "text", ["'" * 20000, "[(" * 10000, "> " * 10000, "*_" * 10000, "$" * 20000, '"""\\' * 5000]
)
def test_no_text_takes_long(text):
    # Work done is counted by the size of the result: a blow-up would be far larger than this.
    assert len(harmless.markdown(text)) + len(harmless.code(text)) < 400_000


def test_write_all_writes_a_page_for_everybody(tmp_path):
    import json

    folder, url = tmp_path / "class", f"sqlite:///{tmp_path}/class/gradebook.db"
    prepare(url)
    records = folder / "records" / "01_tiny"
    records.mkdir(parents=True)
    graded = record_of([check("slope")])
    (records / "amy.json").write_text(json.dumps(graded))
    (records / "bob.json").write_text(
        json.dumps(
            record_of(student="bob", outcome="refused", reason="It is empty; save it again.")
        )
    )
    place = folder / "autograded" / "amy" / "01_tiny"
    place.mkdir(parents=True)
    nbformat.write(new_notebook(cells=[new_code_cell("1 + 1")]), place / "01_tiny.ipynb")
    with Gradebook(url) as gb:
        pages = write_all(gb, "01_tiny", folder, LatePolicy())
        before = [(p.stat().st_ino, p.read_text()) for p in pages]
        assert write_all(gb, "01_tiny", folder, LatePolicy()) == pages
    assert pages == [
        folder / "feedback" / who / "01_tiny" / "01_tiny.html" for who in ("amy", "bob")
    ]
    assert [(p.stat().st_ino, p.read_text()) for p in pages] == before
    assert "It is empty; save it again." in before[1][1]
    assert not list(folder.glob("feedback/*/*/.*"))


def test_a_thousand_cells_do_not_make_a_page_of_hundreds_of_megabytes():
    cells = [new_code_cell(f"if {k}: k" + ",1" * 9_000) for k in range(1000)]
    made = page(record_of(), new_notebook(cells=cells))
    assert len(made) < 6_000_000
    assert re.search(r"<summary>11 cells, and 989 more in the notebook itself</summary>", made)
