"""Name the mistake: from what a wrong function returned to one sentence that helps.

Stages, the first that speaks wins: a known mistake matches the whole outcome; a known mistake
matches one result; the result is the right one times a constant with a name (N, 1/N, -1, 2, …);
a known mistake times such a constant; a generic signature (transposed, zeros, an argument
returned). Nothing is ever named from exceptions alone, and where candidates with different hints
match equally, none is named.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from downslope.complaints import error_in_words
from downslope.ladder import Leaf, WrongForm, climb, result_leaves
from downslope.sheet import MANY_FORWARDS, Case, Finding, Mistake, Observed, Sheet
from downslope.signatures import (
    MATCH,
    close,
    is_numeric,
    named_factor,
    numbers,
    signature,
    slack,
)

MOST_NAMES = 4  # entries that a sentence can list


@dataclass(frozen=True)
class Name:
    """The named mistake: its id (None for a generic signature) and the hint for the student."""

    mistake: str | None
    hint: str


def name_mistake(sheet: Sheet, seen: list[Observed]) -> Name | None:
    """Return the best explanation of `seen` (one Observed a case), or None."""
    if all(o.outcome != "returned" for o in seen):
        return _in_words(sheet, seen)
    right = [climb(o, i, sheet) for i, o in enumerate(seen)]
    whole = [m for m in sheet.mistakes if _whole_match(sheet, m, seen)]
    if whole:
        return _agreed(whole, _sizes(sheet, right))
    # cases may differ in what they give back: networks of other depths have other entries
    names = dict.fromkeys(n for leaf_of in right for n in leaf_of)
    wrong = [n for n in names if not _right_in_all(n, right)]
    for name in wrong:
        found = _name_leaf(sheet, name, right)
        if found:
            return found
    if not wrong and any(o.changed for o in seen):
        changed = sheet.arguments[next(o.changed[0] for o in seen if o.changed)]
        return Name(
            None,
            f"Your results are right, but the call changed its argument {changed}. Work on a copy.",
        )
    return _in_words(sheet, seen)


def _in_words(sheet: Sheet, seen: list[Observed]) -> Name | None:
    """The first exception in words; no mistake is named from it."""
    words = error_in_words(sheet, seen)
    return Name(None, words) if words else None


def _sizes(sheet: Sheet, right: list[dict[str, Leaf]]) -> dict[str, int]:
    """Sizes of the first case that fell short, for the placeholders of a hint."""
    for case, leaf_of in zip(sheet.cases, right, strict=True):
        if not all(leaf.right for leaf in leaf_of.values()):
            return case.sizes
    return sheet.cases[0].sizes


def _agreed(candidates: list[Mistake], sizes: dict[str, int]) -> Name | None:
    """One Name if all candidates share their hint, else None."""
    if len({m.hint for m in candidates}) != 1:
        return None
    return Name(candidates[0].id, fill(candidates[0].hint, sizes))


def fill(hint: str, sizes: dict[str, int]) -> str:
    """Replace {N}, {M}, … in a hint by this case's numbers; other braces stay as they are."""
    return re.sub(r"\{(\w+)\}", lambda m: str(sizes.get(m[1], m[0])), hint)


def _whole_match(sheet: Sheet, mistake: Mistake, seen: list[Observed]) -> bool:
    """Same outcome in every case, and a returned one in at least one that is wrong there."""
    telling = False
    for position, (a, b) in enumerate(zip(seen, mistake.observed, strict=True)):
        if a.outcome != b.outcome:
            return False
        if a.outcome != "returned":
            if a.error.split(":")[0] != b.error.split(":")[0]:
                return False
            continue
        if not same_value(a.value, b.value, slack(sheet.cases[position])):
            return False
        if a.changed != b.changed:
            return False
        many = b.forwards > MANY_FORWARDS
        if many != (a.forwards > MANY_FORWARDS):
            return False
        broken = any(not leaf.right for leaf in climb(b, position, sheet).values())
        telling = telling or broken or bool(b.changed) or many
        telling = telling or bool(a.asked and one_sided(a, sheet, position))
    return telling


def one_sided(observed: Observed, sheet: Sheet, position: int) -> str:
    """Where the call-back was not asked on both sides: "x", "w[0, 1]", …; "" for nowhere.

    The place is the argument `x` or `w`; of an array every entry has to be left on both sides.
    """
    name = next((n for n in ("x", "w") if n in sheet.arguments), None)
    if name is None:
        return ""
    place = np.asarray(sheet.cases[position].args[sheet.arguments.index(name)])
    asked = np.array([p for p in observed.asked if np.shape(p) == place.shape])
    if not asked.size:
        return name
    one = ~((asked.min(axis=0) < place) & (place < asked.max(axis=0)))
    if not one.any():
        return ""
    index = ", ".join(map(str, np.argwhere(one)[0].tolist()))
    return f"{name}[{index}]" if index else name


def same_value(a, b, match: float = MATCH) -> bool:
    """Same structure, and numbers that agree to `match` of the largest entry (NaN equals NaN)."""
    if isinstance(b, Finding):
        return isinstance(a, Finding) and a == b
    if isinstance(b, dict):
        if not isinstance(a, dict) or set(a) != set(b):
            return False
        return all(same_value(a[k], b[k], match) for k in b)
    if isinstance(b, (list, tuple)) and not is_numeric(b):
        return (
            isinstance(a, (list, tuple))
            and len(a) == len(b)
            and all(same_value(x, y, match) for x, y in zip(a, b, strict=True))
        )
    if not is_numeric(b):
        return type(a) is type(b) and not isinstance(b, np.ndarray) and a == b
    return is_numeric(a) and close(numbers(a), numbers(b), match)


# --- one result at a time ----------------------------------------------------------------------


def _name_leaf(sheet: Sheet, name: str, right: list[dict[str, Leaf]]) -> Name | None:
    """Explain the entry `name`, over all cases in which the function returned numbers."""
    if any(name in r and isinstance(r[name].got, Finding) for r in right):
        found = _name_findings(sheet, name, right)
        if found:
            return found
    usable = [
        i
        for i, leaf_of in enumerate(right)
        if name in leaf_of
        and isinstance(leaf_of[name].got, np.ndarray)
        and isinstance(leaf_of[name].want, np.ndarray)
    ]
    if not usable or any(not right[i][name].got.size for i in usable):
        return None
    if all(right[i][name].right for i in usable):
        return None  # the exceptions of the other cases name nothing
    got = [right[i][name].got for i in usable]
    want = [right[i][name].want for i in usable]
    cases = [sheet.cases[i] for i in usable]
    first = next((c.sizes for c, i in zip(cases, usable, strict=True) if not right[i][name].right))
    fine = [n for n in right[0] if _right_in_all(n, right)]
    told = fine if len(fine) <= MOST_NAMES else _whole_results(sheet, fine, right)
    prefix = f"{_listed(told)} right. " if told else ""

    theirs = {m.id: _entries(m, sheet, name, usable) for m in sheet.mistakes}
    wrong_here = [
        m for m in sheet.mistakes if theirs[m.id] and not _alike(want, theirs[m.id], cases)
    ]
    matching = [m for m in wrong_here if _alike(got, theirs[m.id], cases)]
    # A mistake that would also spoil what the student has right is the poorer explanation: a
    # plain factor goes before it.
    fitting = [m for m in matching if all(_keeps(m, sheet, n, usable, right) for n in fine)]
    named = _agreed(fitting, first)
    if named:
        return named
    factor = named_factor(got, want, cases)
    if factor:
        question = "Where does that factor come from?"
        return Name(None, f"{prefix}{name} is exactly {factor} times the right one. {question}")
    named = _agreed(matching, first)
    if named:
        return named
    scaled = [(m, f) for m in wrong_here if (f := named_factor(got, theirs[m.id], cases))]
    if len({(m.hint, f) for m, f in scaled}) == 1:
        mistake, factor = scaled[0]
        also = f"(On top of it {name} carries a factor {factor}.)"
        return Name(mistake.id, f"{fill(mistake.hint, first)} {also}")
    generic = signature(sheet, name, got, want, usable)
    return Name(None, prefix + generic) if generic else None


def _listed(names: list[str]) -> str:
    return f"{names[0]} is" if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]} are"


def _name_findings(sheet: Sheet, name: str, right: list[dict[str, Leaf]]) -> Name | None:
    """The known mistakes of which the reading found the same about `name` in every case."""
    fits = []
    for mistake in sheet.mistakes:
        leaves = [climb(o, i, sheet).get(name) for i, o in enumerate(mistake.observed)]
        both = zip(right, leaves, strict=True)
        pairs = [(ours[name], its) for ours, its in both if its and name in ours]
        if any(isinstance(its.got, Finding) and not its.right for _, its in pairs) and all(
            same_value(its.got, ours.got) for ours, its in pairs if isinstance(ours.got, Finding)
        ):
            fits.append(mistake)
    return _agreed(fits, _sizes(sheet, right)) if fits else None


def _right_in_all(name: str, right: list[dict[str, Leaf]]) -> bool:
    """True if the entry `name` is right in every case that has it."""
    return all(leaf_of[name].right for leaf_of in right if name in leaf_of)


def _whole_results(sheet: Sheet, fine: list[str], right: list[dict[str, Leaf]]) -> list[str]:
    """The results all of whose entries are right, where there are too many entries to list."""
    broken = [n for leaf_of in right for n, leaf in leaf_of.items() if not leaf.right]
    return [
        result
        for result in sheet.results
        if any(n.startswith(result) for n in fine) and not any(n.startswith(result) for n in broken)
    ]


def _alike(got: list[np.ndarray], theirs: list[np.ndarray], cases: list[Case]) -> bool:
    return all(close(g, t, slack(c)) for g, t, c in zip(got, theirs, cases, strict=True))


def _keeps(mistake: Mistake, sheet: Sheet, name: str, usable: list[int], right) -> bool:
    """True if the mistake leaves the entry `name` right."""
    here = [i for i in usable if name in right[i]]
    wants = [right[i][name].want for i in here]
    if any(isinstance(want, Finding) for want in wants):
        return all(climb(mistake.observed[i], i, sheet)[name].right for i in here)
    here = [i for i, want in zip(here, wants, strict=True) if is_numeric(want)]
    entries, cases = _entries(mistake, sheet, name, here), [sheet.cases[i] for i in here]
    wanted = [numbers(right[i][name].want) for i in here]
    return not here or (bool(entries) and _alike(wanted, entries, cases))


def _entries(
    mistake: Mistake, sheet: Sheet, name: str, usable: list[int]
) -> list[np.ndarray] | None:
    """The mistake's own entry `name` in the usable cases, None where it has none."""
    found = []
    for i in usable:
        observed = mistake.observed[i]
        if observed.outcome != "returned":
            return None
        try:
            entry = result_leaves(observed.value, sheet.expected[i], sheet.results)[name]
        except WrongForm:
            return None
        if not is_numeric(entry):
            return None
        found.append(numbers(entry))
    return found
