"""From observed calls to a verdict: which parts passed, what went wrong, one hint.

Used by `downslope.check` with golden data in front of the student and by the graded run with
fresh inputs, so both say the same of the same function.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from downslope.bars import at_most
from downslope.ladder import Leaf, climb, what_happened
from downslope.naming import Name, name_mistake, one_sided
from downslope.readings import read
from downslope.sheet import MANY_FORWARDS, Observed, Part, Sheet


@dataclass(frozen=True)
class PartVerdict:
    """One part of a check: passed or not, and why not in a full sentence."""

    name: str
    title: str
    weight: int
    visible: bool
    passed: bool
    message: str = ""


@dataclass(frozen=True)
class Verdict:
    """The judgement of one function.

    outcome: "passed", "partly", "wrong", "raised", "wrong_form", "timed_out", "out_of_memory",
    "died" or "missing". share: passed weight / all weight, between 0 and 1.
    broken: the first entry that broke a rung, for the picture; remarks: right, but worth a word.
    """

    function: str
    outcome: str
    parts: tuple[PartVerdict, ...]
    mistake: str | None = None
    hint: str = ""
    remarks: tuple[str, ...] = ()
    error: str = ""
    broken: Leaf | None = None

    @property
    def share(self) -> float:
        return sum(p.weight for p in self.parts if p.passed) / sum(p.weight for p in self.parts)


def judge(sheet: Sheet, seen: list[Observed]) -> Verdict:
    """Judge one Observed a case of `sheet`; numbers of any size, without a warning."""
    with np.errstate(all="ignore"):
        return _judge(sheet, read(sheet.reading, sheet.cases, seen))


def _judge(sheet: Sheet, seen: list[Observed]) -> Verdict:
    leaf_of = [climb(observed, i, sheet) for i, observed in enumerate(seen)]
    parts = tuple(_judge_part(part, sheet, seen, leaf_of) for part in sheet.parts)
    passed = [p.passed for p in parts]
    used = sorted({i for part in sheet.parts for i in part.cases})
    leaves = [leaf for i in used for leaf in leaf_of[i].values()]
    worth_a_word = {leaf.name: leaf.remark for leaf in leaves if leaf.right and leaf.remark}
    remarks = tuple(dict.fromkeys(worth_a_word.values()))
    if all(passed):
        return Verdict(sheet.function, "passed", parts, remarks=remarks)
    broken = next((leaf for leaf in leaves if not leaf.right), None)
    failed = next((o for o in seen if o.outcome != "returned"), None)
    outcome = "partly" if any(passed) else _blame(failed, broken)
    name = name_mistake(sheet, seen) or Name(None, "")
    return Verdict(
        sheet.function,
        outcome,
        parts,
        name.mistake,
        name.hint,
        remarks,
        failed.error if failed else "",
        broken,
    )


def _blame(failed: Observed | None, broken: Leaf | None) -> str:
    """The word for a function none of whose parts passed."""
    if failed:
        return failed.outcome
    return "wrong_form" if broken and broken.rung in ("form", "shape") else "wrong"


def _judge_part(part: Part, sheet: Sheet, seen: list[Observed], leaf_of: list[dict]) -> PartVerdict:
    problem = RULES[part.rule](part, sheet, seen, leaf_of)
    return PartVerdict(part.name, part.title, part.weight, part.visible, not problem, problem)


def _values(part: Part, sheet: Sheet, seen, leaf_of) -> str:
    """All results of the part are right in all its cases."""
    for i in part.cases:
        for name, leaf in leaf_of[i].items():
            if not leaf.right and _belongs(name, part):
                note = sheet.cases[i].note if seen[i].outcome == "returned" else ""
                return leaf.message + (f" (Tried on: {note}.)" if note else "")
    return ""


def _unchanged(part: Part, sheet: Sheet, seen, leaf_of) -> str:
    """No argument was modified; and something came out right: doing nothing earns nothing."""
    for i in part.cases:
        if seen[i].outcome != "returned":
            return what_happened(seen[i])
        if seen[i].changed:
            names = ", ".join(sheet.arguments[k] for k in seen[i].changed)
            return f"The call changed its argument {names}; work on a copy instead."
    names = [n for n in leaf_of[part.cases[0]] if _belongs(n, part)]
    if not any(all(n in leaf_of[i] and leaf_of[i][n].right for i in part.cases) for n in names):
        return "Counts as soon as one of the results is right."
    return ""


def _belongs(name: str, part: Part) -> bool:
    """True if the entry `name` is among the results that the part is about."""
    return part.results is None or name.startswith(part.results)


def _both_sides(part: Part, sheet: Sheet, seen, leaf_of) -> str:
    """The values are right, and f was asked on both sides of x, or of every entry of w."""
    problem = _values(part, sheet, seen, leaf_of)
    if problem:
        return problem
    for i in part.cases:
        if where := one_sided(seen[i], sheet, i):
            return f"f was evaluated on one side of {where} only; look equally far to both sides."
    return ""


def _one_walk(part: Part, sheet: Sheet, seen, leaf_of) -> str:
    """The values are right, and no forward pass was needed for every single weight."""
    if any(seen[i].outcome == "timed_out" for i in part.cases):
        return (
            "The call took too long and was stopped. One walk back through a network of this size "
            "takes a few milliseconds; measuring slopes takes two forward passes for every weight."
        )
    problem = _values(part, sheet, seen, leaf_of)
    if problem:
        return problem
    most = max(seen[i].forwards for i in part.cases)
    if not at_most("forward passes in a call", most, MANY_FORWARDS):
        return (
            f"Right, but affine_forward ran {most} times in one call. Don't wiggle every weight: "
            "one pass forward and one walk back give all gradients."
        )
    return ""


RULES = {
    "values": _values,
    "unchanged": _unchanged,
    "both_sides": _both_sides,
    "one_walk": _one_walk,
}
