"""One page of feedback a submission: what passed, what to do about the rest, and the work itself.

The page is a single file without scripts. Everything that a student wrote goes through
`autograder.harmless` and the template's escaping, and the page's content security policy allows
its own style sheet and pictures inside the page, nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook

from autograder import harmless, receipt
from autograder.classroom import Classroom
from autograder.errors import UserError
from autograder.files import write_atomically
from autograder.harmless import plain
from autograder.late import LatePolicy
from autograder.ledger import OURS
from autograder.marks import Mark, marks
from autograder.pages import style, template
from downslope.show import TITLES

WORDS = TITLES | {
    "refused": "could not be read",
    "broken_check": "the check itself failed; not your fault",
    "no_box": "could not be run here; not your fault",
    "lost_worker": "was interrupted; not your fault",
}
PICTURES = 24  # on a page
MOST_NAMED = 5  # damaged files
REST_LIMIT = 200_000  # characters on a page of cells that no check looks at


def page(
    record: dict,
    notebook: NotebookNode | None = None,
    comments: Mapping[str, str] | None = None,
    scores: Mapping[str, Mark] | None = None,
    late: tuple[float, str] = (0.0, ""),
) -> str:
    """Return the feedback page of one submission as HTML.

    record, notebook: as made by `session.grade`. comments, scores: what the gradebook holds for
    each graded cell (`marks`); without scores, those of the record are shown and every answer
    waits for a person. late: points taken off for a delay, and the sentence that says why.
    """
    comments, scores = comments or {}, scores or {}
    cells = {cell.get("id"): cell for cell in notebook.cells} if notebook else {}
    pictures = iter(range(PICTURES))
    checks = [_check(c, cells, comments, scores, pictures) for c in record["checks"]]
    answers = [_answer(a, cells, comments, scores) for a in record["answers"]]
    graded = checks + answers
    rest, left_out = _rest(notebook, pictures)
    css, policy = style("feedback.css")
    return template("feedback.html").render(
        title=plain(record["assignment"]).replace("_", " "),
        student=plain(record["student"], 200),
        refused=record["outcome"] == "refused",
        reason=plain(record.get("reason") or "", 2000),
        total=max(0.0, sum(item["score"] or 0 for item in graded) - late[0]),
        possible=sum(item["max_score"] for item in graded),
        waiting=sum(item["max_score"] for item in graded if item["score"] is None),
        late=plain(late[1], 400),
        bar=_bar(graded),
        checks=checks,
        answers=answers,
        rest=rest,
        left_out=left_out,
        seed=None if record.get("secret_seed") else record.get("seed"),
        boxed=record.get("boxed", True),
        timestamp=_moment(record.get("timestamp") or ""),
        digest=plain(record.get("notebook_sha256") or "", 100)[:16],
        style=css,
        policy=policy,
    )


def _moment(timestamp: str) -> str:
    """An ISO time as people write it: 2 March 2026, 14:05 UTC."""
    try:
        moment = datetime.fromisoformat(timestamp).astimezone(UTC)
    except ValueError:
        return ""
    return f"{moment.day} {moment:%B %Y, %H:%M} UTC"


def _check(check: dict, cells, comments, scores, pictures) -> dict:
    """One function: its outcome, its parts, and the student's code."""
    mark = scores.get(check["id"])
    unknown = check["outcome"] in OURS
    score = mark.score if mark else None if unknown else check["points"]
    full = score is not None and score >= check["max_points"]
    colour = "half" if unknown else "good" if full else "half" if score else "bad"
    word = WORDS[check["outcome"]]
    cell = cells.get(check["function"])
    return {
        "function": check["function"],
        "anchor": check["id"],
        "outcome": check["outcome"],
        "word": f"{word}, points by hand" if mark and mark.by_hand else word,
        "sign": {"good": "✓", "half": "◐", "bad": "✗"}[colour],
        "colour": colour,
        "score": score,
        "max_score": check["max_points"],
        "hint": plain(check["hint"], 2000),
        "error": plain(check["error"], 2000),
        "parts": [
            {**part, "title": plain(part["title"]), "message": plain(part["message"], 2000)}
            for part in check["parts"]
        ],
        "remarks": [plain(remark, 2000) for remark in check["remarks"]],
        "comment": plain(comments.get(check["function"], "")),
        "source": harmless.code(cell.source) if cell else "",
        "outputs": _outputs(cell, pictures),
    }


def _answer(answer: dict, cells, comments, scores) -> dict:
    """One written answer: its text, and what the person who read it decided."""
    mark = scores.get(answer["id"])
    score = mark.score if mark else None
    if score is None:
        word, colour, sign = "a person will read it", "soft", "…"
    elif not mark.by_hand:
        word, colour, sign = "not answered", "bad", "✗"
    else:
        colour = "good" if score >= mark.max_score else "half" if score > 0 else "bad"
        word, sign = "read by a person", {"good": "✓", "half": "◐", "bad": "✗"}[colour]
    cell = cells.get(answer["id"])
    return {
        "name": answer["id"].removeprefix("answer-").replace("-", " "),
        "anchor": answer["id"],
        "word": word,
        "colour": colour,
        "sign": sign,
        "score": score,
        "max_score": answer["max_points"],
        "html": harmless.markdown(cell.source) if cell else "",
        "comment": plain(comments.get(answer["id"], "")),
    }


def _rest(notebook: NotebookNode | None, pictures) -> tuple[list[dict], int]:
    """The code cells that no check looks at: experiments, demos, the student's own helpers.

    As long as there is room for them; and how many are left out.
    """
    plain_cells = [
        cell
        for cell in (notebook.cells if notebook else [])
        if cell.cell_type == "code" and "nbgrader" not in cell.metadata and cell.source.strip()
    ]
    shown, room = [], REST_LIMIT
    for cell in plain_cells:
        outputs = _outputs(cell, pictures)
        room -= min(len(cell.source), harmless.TEXT_LIMIT) + sum(
            len(output["text"]) for output in outputs
        )
        if room < 0:
            break
        shown.append({"source": harmless.code(cell.source), "outputs": outputs})
    return shown, len(plain_cells) - len(shown)


def _outputs(cell: NotebookNode | None, pictures) -> list[dict]:
    """What a cell printed and drew: texts, and pictures written anew, as long as there is room."""
    shown, room = [], harmless.TEXT_LIMIT
    for output in cell.get("outputs", []) if cell else []:
        data = output.get("data", {})
        if "image/png" in data and next(pictures, None) is not None:
            encoded = harmless.picture(data["image/png"])
            shown.append({"picture": encoded, "text": "" if encoded else "(a picture, left out)"})
            continue
        text = (
            output.get("text") or data.get("text/plain") or "\n".join(output.get("traceback", []))
        )
        if room > 0 and (text := plain(text, room).rstrip()):
            shown.append({"picture": None, "text": text})
            room -= len(text)
    return shown


def _bar(graded: list[dict]) -> list[dict]:
    """The pieces of the bar of points: for each task what was earned, then what was not."""
    pieces, x = [], 0.0
    gap = 0.004 * sum(item["max_score"] for item in graded)
    for item in graded:
        room = max(item["max_score"] - gap, 0.0)
        earned = room * min((item["score"] or 0.0) / (item["max_score"] or 1.0), 1.0)
        for colour, start, width in (
            (item["colour"], x, earned),
            ("none", x + earned, room - earned),
        ):
            if width > 0:
                pieces.append({"colour": colour, "x": round(start, 4), "width": round(width, 4)})
        x += item["max_score"]
    return pieces


def write_all(gb: Gradebook, assignment: str, folder: Path, policy: LatePolicy) -> list[Path]:
    """Write the page of every recorded submission of `assignment`; return the pages' places.

    folder: the class folder (see `autograder.classroom`). Pages that would not change are left
    alone. Beside each lies what nbgrader's exchange needs, if anybody has handed in there. Raises
    UserError for damaged records and graded notebooks, once the pages of all others are written.
    """
    room, pages, without, damaged = Classroom(folder), [], [], []
    for student in sorted(room.recorded(assignment)):
        try:
            record = room.record_of(student, assignment)
            text = _stored_page(gb, room, record, policy)
        except UserError as problem:
            damaged.append(str(problem))
            continue
        pages.append(room.feedback(student, assignment))
        write_atomically(pages[-1], text)
        receipt.write(record.get("receipt", {}), pages[-1].parent)
        if not record.get("receipt"):
            without.append(pages[-1].parent)
    if len(without) < len(pages):
        for place in without:
            receipt.write(receipt.stand_in(), place)
    if damaged:
        more = len(damaged) - MOST_NAMED
        others = [f"So it is with {more} more."] if more > 0 else []
        written = "The pages of all others are written."
        raise UserError(" ".join([*damaged[:MOST_NAMED], *others, written]))
    return pages


def stored_page(
    gb: Gradebook, room: Classroom, student: str, assignment: str, policy: LatePolicy
) -> str:
    """Return the page of what is stored of a submission. Raises UserError without a record.

    policy: the words for what a delay cost.
    """
    return _stored_page(gb, room, room.record_of(student, assignment), policy)


def _stored_page(gb: Gradebook, room: Classroom, record: dict, policy: LatePolicy) -> str:
    student, assignment = record["student"], record["assignment"]
    text = room.graded(record)
    notebook = nbformat.v4.reads(text) if text else None  # not held against the schema
    held = marks(gb, assignment, student)
    late = (held.late.penalty, policy.sentence(held.late)) if held.late else (0.0, "")
    return page(record, notebook, held.comments, held.scores, late)
