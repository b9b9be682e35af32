"""Item analysis: what the records of a class say about each exercise and each mistake.

Everything is read from the records of `autograder grade`; only the points of written answers, and
who came late, come from the gradebook. Difficulty and discrimination are those of classical test
theory: the mean share of the points that was earned, and the correlation of an exercise's points
with the points of all the others (Pearson's r, corrected for the exercise itself).
"""

from __future__ import annotations

import re
import statistics
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from autograder.diagnose import diagnosed
from autograder.ledger import OURS, words_for
from downslope import golden
from downslope.show import title

NOTHING_WRONG = {title("passed"), title("missing"), title("raised", "NotImplementedError")}
FEWEST = 5  # submissions from which a correlation is shown
NUMBER = re.compile(r"-?\d+(\.\d+)?(e[-+]?\d+)?")


@dataclass(frozen=True)
class Item:
    """One exercise. mean: share of its points that was earned, 0 to 1.

    discrimination: -1 to 1, None where everybody or too few scored alike. outcomes: words of the
    outcome -> how many. waiting: how many a person has yet to decide; they count nowhere else.
    """

    name: str
    max_points: float
    taken: int
    mean: float | None
    full: int
    discrimination: float | None
    outcomes: dict[str, int]
    waiting: int = 0


@dataclass(frozen=True)
class Frequent:
    """A mistake that was named. shows: what it does on a case that can be followed by hand."""

    function: str
    mistake: str
    students: tuple[str, ...]
    ask: str
    shows: str


@dataclass(frozen=True)
class Cluster:
    """Submissions that fell short alike, in a way that no known mistake explains.

    fell_short: titles of the parts that failed. example: the message of the first student.
    """

    function: str
    students: tuple[str, ...]
    outcome: str
    fell_short: tuple[str, ...]
    example: str


@dataclass(frozen=True)
class CameLate:
    """A submission that came late. seconds: after it was due, with an extension. cost: points."""

    student: str
    seconds: float
    cost: float


@dataclass(frozen=True)
class Analysis:
    """All of it, of one assignment of one class. points: student -> points of the checks."""

    assignment: str
    max_points: float
    points: dict[str, float]
    refused: dict[str, str]
    unboxed: int
    not_ours: int
    items: tuple[Item, ...]
    mistakes: tuple[Frequent, ...]
    clusters: tuple[Cluster, ...]
    answers: tuple[Item, ...] = field(default=())
    late: tuple[CameLate, ...] = field(default=())


def analyse(
    assignment: str,
    records: list[dict],
    answers: tuple[Item, ...] = (),
    late: tuple[CameLate, ...] = (),
) -> Analysis:
    """Analyse the records of one assignment; `answers` are the items that people grade."""
    graded = [r for r in records if r["outcome"] != "refused"]
    checks = [(record["student"], check) for record in graded for check in record["checks"]]
    judged = [(who, check) for who, check in checks if check["outcome"] not in OURS]
    return Analysis(
        assignment,
        max((r["max_score"] for r in graded), default=0.0),
        {r["student"]: r["score"] for r in graded},
        {r["student"]: r["reason"] for r in records if r["outcome"] == "refused"},
        sum(not r["boxed"] for r in records),
        len(checks) - len(judged),
        _items(judged),
        _mistakes(judged),
        _clusters(judged),
        answers,
        late,
    )


def _items(judged: list[tuple[str, dict]]) -> tuple[Item, ...]:
    points: dict[str, dict[str, float]] = defaultdict(dict)  # function -> student -> points
    outcomes: dict[str, Counter] = defaultdict(Counter)
    worth = {}
    for student, check in judged:
        points[check["function"]][student] = check["points"]
        outcomes[check["function"]][words_for(check)] += 1
        worth[check["function"]] = check["max_points"]
    total = Counter()
    for earned in points.values():
        total.update(earned)
    items = []
    for name, earned in points.items():
        rest = [total[student] - earned[student] for student in earned]
        items.append(
            Item(
                name,
                worth[name],
                len(earned),
                statistics.fmean(earned.values()) / worth[name] if worth[name] else None,
                sum(p >= worth[name] for p in earned.values()),
                correlation(list(earned.values()), rest),
                dict(outcomes[name].most_common()),
            )
        )
    return tuple(items)


def correlation(a: list[float], b: list[float]) -> float | None:
    """Pearson's r; None for fewer than five pairs, or where either side is always the same."""
    if len(a) < FEWEST or len(set(a)) == 1 or len(set(b)) == 1:
        return None
    return statistics.correlation(a, b)


def _mistakes(judged: list[tuple[str, dict]]) -> tuple[Frequent, ...]:
    """The named mistakes, the most frequent first."""
    who: dict[tuple[str, str], list[str]] = defaultdict(list)
    hints = {}
    for student, check in judged:
        if check["mistake"]:
            who[check["function"], check["mistake"]].append(student)
            hints.setdefault((check["function"], check["mistake"]), check["hint"])
    shown = {function: _shows(function) for function, _ in who}
    return tuple(
        Frequent(
            function, mistake, tuple(students), hints[function, mistake],
            shown[function].get(mistake, ""),
        )
        for (function, mistake), students in sorted(
            who.items(), key=lambda item: (-len(item[1]), item[0])
        )
    )  # fmt: skip


def _shows(function: str) -> dict[str, str]:
    """Mistake id -> what the notebook's own check says of it, which can be put on the board."""
    verdicts = diagnosed(golden.load(function)[0])
    return {
        id: next((part.message for part in verdict.parts if part.message), "")
        for id, verdict in verdicts.items()
    }


def _clusters(judged: list[tuple[str, dict]]) -> tuple[Cluster, ...]:
    """Wrong answers without a name, put together by what they got wrong, the largest first.

    Inputs are drawn afresh for every submission, so the numbers in a message say nothing: two
    submissions are alike if they fail the same parts in the same words.
    """
    alike: dict[tuple, list[tuple[str, dict]]] = defaultdict(list)
    for student, check in judged:
        if check["mistake"] or words_for(check) in NOTHING_WRONG:
            continue
        told = tuple(
            (part["title"], NUMBER.sub("#", part["message"]))
            for part in check["parts"]
            if not part["passed"]
        )
        error = NUMBER.sub("#", check["error"])
        alike[check["function"], check["outcome"], error, told].append((student, check))
    clusters = []
    for (function, _outcome, _error, told), members in alike.items():
        first = members[0][1]
        messages = (part["message"] for part in first["parts"] if part["message"])
        example = first["hint"] or first["error"] or next(messages, "")
        students = tuple(student for student, _ in members)
        parts = tuple(title_ for title_, _ in told)
        clusters.append(Cluster(function, students, words_for(first), parts, example))
    return tuple(sorted(clusters, key=lambda c: (-len(c.students), c.function, c.students)))
