"""A verdict for people: as plain text and as HTML (no scripts, colours never alone)."""

from __future__ import annotations

import re
from html import escape

import numpy as np

from downslope.judge import PartVerdict, Verdict
from downslope.ladder import Leaf

TITLES = {
    "passed": "passed",
    "partly": "partly right",
    "wrong": "not right yet",
    "raised": "stopped with an error",
    "wrong_form": "returns something of another form",
    "timed_out": "took too long",
    "out_of_memory": "ran out of memory",
    "died": "ended the Python process",
    "missing": "not found",
}


def title(outcome: str, error: str = "") -> str:
    """The outcome in a few words; an exercise nobody has begun is called that."""
    return "not written yet" if error.startswith("NotImplementedError") else TITLES[outcome]


SHOWN = 12  # rows and columns of the picture of an array
A_LINE = 40  # characters; what is shorter may be said twice


def more_to_come(verdict: Verdict, hidden: int) -> str:
    """The sentence about hidden parts, honest about what is still to come."""
    tries = (
        f"{hidden} more part{'' if hidden == 1 else 's'} run{'s' if hidden == 1 else ''} at grading"
    )
    if verdict.outcome == "passed":
        return f"Visible checks passed; {tries}, on fresh inputs."
    return f"{tries[0].upper()}{tries[1:]}."


def said_once(verdict: Verdict) -> list[tuple[PartVerdict, str]]:
    """Each part with its message; a long one that an earlier part had too is not said again."""
    said: set[str] = set()
    rows = []
    for part in verdict.parts:
        problem = part.message.split(" (Tried on:")[0]
        rows.append((part, "As above." if problem in said else part.message))
        if len(problem) > A_LINE:
            said.add(problem)
    return rows


def as_text(verdict: Verdict, hidden: int = 0) -> str:
    """The verdict in a few lines of plain text."""
    lines = [f"{verdict.function}: {title(verdict.outcome, verdict.error)}"]
    for part, message in said_once(verdict):
        lines.append(f"  {'✓' if part.passed else '✗'} {part.title}")
        if message:
            lines.append(f"      {message}")
    if verdict.hint:
        lines.append(f"  Hint: {verdict.hint}")
    lines += [f"  Remark: {remark}" for remark in verdict.remarks]
    if hidden:
        lines.append(f"  {more_to_come(verdict, hidden)}")
    return "\n".join(lines)


def prose(text: str) -> str:
    """Escape a sentence of ours; what stands between backticks becomes code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))


STYLE = (
    "border-left:5px solid {colour};padding:.5em .9em;margin:.3em 0;max-width:46em;"
    "font-family:var(--jp-ui-font-family,system-ui,sans-serif);font-size:14px;line-height:1.45;"
    "color:var(--jp-ui-font-color1,inherit)"
)
GOOD, HALF, BAD = "#009E73", "#E69F00", "#D55E00"  # Okabe and Ito's green, orange, vermilion


def as_html(verdict: Verdict, hidden: int = 0) -> str:
    """The verdict as one HTML block: parts, hint, and a small picture of where an array differs."""
    colour = {"passed": GOOD, "partly": HALF}.get(verdict.outcome, BAD)
    sign = {"passed": "✓", "partly": "◐"}.get(verdict.outcome, "✗")
    rows = "".join(_row(part, message) for part, message in said_once(verdict))
    word = title(verdict.outcome, verdict.error)
    body = [
        f'<div style="{STYLE.format(colour=colour)}">',
        f'<div style="font-size:16px"><b style="color:{colour}">{sign}</b> '
        f"<code>{escape(verdict.function)}</code> <b>{word}</b></div>",
        f'<table style="border-collapse:collapse;margin:.4em 0;text-align:left">{rows}</table>',
    ]
    if verdict.hint:
        body.append(
            '<div style="background:rgba(0,114,178,.10);border-radius:4px;padding:.45em .7em;'
            'margin:.3em 0">'
            f"<b>Hint</b>&ensp;{prose(verdict.hint)}</div>"
        )
    if verdict.broken is not None:
        body.append(_picture(verdict.broken))
    body += [f"<div>Remark: {prose(remark)}</div>" for remark in verdict.remarks]
    if hidden:
        body.append(f'<div style="opacity:.75">{escape(more_to_come(verdict, hidden))}</div>')
    return "\n".join([*body, "</div>"])


def _row(part: PartVerdict, message: str) -> str:
    sign, colour = ("✓", GOOD) if part.passed else ("✗", BAD)
    message = f'<div style="opacity:.85">{prose(message)}</div>' if message else ""
    cell = 'style="padding:.15em .6em .15em 0;vertical-align:top;text-align:left;background:none"'
    return (
        f'<tr style="background:none"><td {cell}><b style="color:{colour}">{sign}</b></td>'
        f"<td {cell}>{escape(part.title)}{message}</td></tr>"
    )


def _picture(leaf: Leaf) -> str:
    """Your array beside the expected one, entry by entry; wrong entries are framed and marked."""
    got, want = leaf.got, leaf.want
    if not isinstance(got, np.ndarray) or not isinstance(want, np.ndarray) or not want.ndim:
        return ""
    if got.ndim > 2 or want.ndim > 2:
        return ""
    wrong = None
    if got.shape == want.shape:
        scale = float(np.max(np.abs(want), initial=0.0)) or 1.0
        with np.errstate(all="ignore"):
            wrong = ~(np.abs(got - want) <= 1e-6 * scale)
    return (
        '<div style="display:flex;gap:2em;flex-wrap:wrap;margin:.4em 0">'
        f"{_grid(got, f'your {leaf.name}', wrong)}{_grid(want, 'expected', None)}</div>"
    )


def _grid(array: np.ndarray, title: str, wrong: np.ndarray | None) -> str:
    table = np.atleast_2d(array)[:SHOWN, :SHOWN]
    marks = None if wrong is None else np.atleast_2d(wrong)[:SHOWN, :SHOWN]
    rows = []
    for i, row in enumerate(table):
        cells = []
        for j, x in enumerate(row):
            bad = marks is not None and marks[i, j]
            frame = f"outline:2px solid {BAD};outline-offset:-2px;font-weight:bold" if bad else ""
            cells.append(
                '<td style="padding:.15em .5em;text-align:right;font-variant-numeric:tabular-nums;'
                f'border:1px solid rgba(128,128,128,.35);{frame}">'
                f"{x + 0.0:.4g}{' ✗' if bad else ''}</td>"
            )
        rows.append(f'<tr style="background:none">{"".join(cells)}</tr>')
    cut = " (first rows and columns)" if table.size < array.size else ""
    return (
        f'<div><div style="opacity:.75">{escape(title)}, shape {array.shape}{cut}</div>'
        f'<table style="border-collapse:collapse">{"".join(rows)}</table></div>'
    )
