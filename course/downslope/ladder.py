"""The ladder: number, kind, shape, finiteness, values; it stops at the first rung that breaks.

Every rung says in a full sentence what came and what was expected. Values are compared per array
against its largest entry: |s - r| <= tolerance * max|r|. Entry by entry would fail honest work,
because cancellation leaves single small entries with few right digits.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from downslope.bars import at_most
from downslope.sheet import Case, Finding, Observed, Sheet

ERROR = "error of "  # and the name of a result: what is held to a tolerance
SINGLE_PRECISION = 1e-9  # a relative error above this points to float32 (or a rough formula)


@dataclass(frozen=True)
class Leaf:
    """One array, number or word of a return value, compared with the expected one.

    rung: "right", "form", "shape", "finite" or "value" (the rung that broke).
    got: the student's entry as float64 array (or str), None where there is none.
    """

    name: str
    rung: str
    message: str = ""
    remark: str = ""
    got: object = None
    want: object = None

    @property
    def right(self) -> bool:
        return self.rung == "right"


class WrongForm(Exception):
    """The return value cannot be taken apart; the message is a sentence for the student."""


def describe(value) -> str:
    """Say in a few words what a value is: "an array of shape (3, 4)", "None", "a tuple of 2"."""
    if value is None:
        return "None (is the `return` missing?)"
    if isinstance(value, np.ndarray) and value.dtype.kind not in "fiub":
        return f"an array of {value.dtype}"
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}"
    if isinstance(value, (tuple, list)):
        return f"a {type(value).__name__} of {len(value)}"
    if isinstance(value, (bool, np.bool_)):
        return str(value)
    if isinstance(value, (float, np.floating)):
        return f"the number {value:.6g}"
    if isinstance(value, int) and abs(value) >= 10**40:  # Python refuses to write very long ones
        return "a whole number of more than 40 digits"
    if isinstance(value, (int, np.integer)):
        return f"the number {value}"
    if isinstance(value, str):  # "None" is what a driver writes for it
        return "None" if value == "None" else f"the text {value[:40]!r}"
    # What came out of the box is a stand-in that knows the type of the original.
    original = getattr(value, "type", None)
    name = original if isinstance(original, str) else type(value).__name__
    return f"an object of type {name[:80]}"


def leaves(value, expected, name: str) -> dict[str, object]:
    """Take `value` apart along the structure of `expected`; return name -> entry.

    Raises WrongForm where lists, tuples or dicts do not fit each other.
    """
    if isinstance(expected, dict):
        if not isinstance(value, dict) or set(value) != set(expected):
            raise WrongForm(_other_keys(value, expected, name))
        parts = [(f"{name}[{k!r}]", value[k], expected[k]) for k in expected]
    elif isinstance(expected, (list, tuple)):
        if not isinstance(value, (list, tuple)) or len(value) != len(expected):
            raise WrongForm(
                f"{name} should be a {type(expected).__name__} of {len(expected)}; "
                f"yours is {describe(value)}."
            )
        parts = [(f"{name}[{i}]", v, expected[i]) for i, v in enumerate(value)]
    else:
        return {name: value}
    found = {}
    for part_name, part, part_expected in parts:
        found.update(leaves(part, part_expected, part_name))
    return found


def _other_keys(value, expected: dict, name: str) -> str:
    """Say what `value` is in place of a dict with the keys of `expected`; of many keys, the few
    that make the difference."""
    wanted = f"a dict with the keys {_some(expected)}" if expected else "an empty dict"
    if not isinstance(value, dict):
        return f"{name} should be {wanted}; yours is {describe(value)}."
    missing, more = [k for k in expected if k not in value], [k for k in value if k not in expected]
    found = [f"lacks {_some(missing)}"] if missing else []
    found += [f"has {_some(more)} that nobody asked for"] if more else []
    return f"{name} should be {wanted}; yours {' and '.join(found)}."


def _some(keys, most: int = 6) -> str:
    """The keys in words, the first of them if there are many."""
    listed = ", ".join(repr(k) if isinstance(k, str) else describe(k) for k in list(keys)[:most])
    return f"{listed}, … ({len(keys)} in all)" if len(keys) > most else listed


def result_leaves(value, expected, results: tuple[str, ...]) -> dict[str, object]:
    """Like `leaves`, for a whole return value: a tuple of `results`, or the one result itself."""
    if len(results) == 1:
        return leaves(value, expected, results[0])
    if isinstance(value, dict) and set(value) == set(results):
        value = [value[name] for name in results]
    if not isinstance(value, (list, tuple)) or len(value) != len(results):
        raise WrongForm(
            f"The function should return {len(results)} results ({', '.join(results)}); "
            f"yours returned {describe(value)}."
        )
    found = {}
    for name, part, part_expected in zip(results, value, expected, strict=True):
        found.update(leaves(part, part_expected, name))
    return found


def axes_in_words(shape: tuple[int, ...], sizes: dict[str, int]) -> str:
    """(5, 4) with N = 5, M = 4 becomes "(5, 4) = (N, M)"; unknown lengths keep their number."""
    if not shape or not sizes:
        return str(shape)
    letters = [
        next((k for k, v in sizes.items() if v == n and list(sizes.values()).count(n) == 1), None)
        for n in shape
    ]
    if None in letters:
        return str(shape)
    return f"{shape} = ({', '.join(letters)}{',' if len(shape) == 1 else ''})"


def compare(name: str, got, want, sheet: Sheet, case: Case) -> Leaf:
    """Climb the ladder for one entry; return the Leaf with the rung that broke, if any."""
    sizes, tolerance = case.sizes, case.tolerance or sheet.tolerance
    if isinstance(want, Finding):
        if isinstance(got, Finding) and got == want:
            return Leaf(name, "right", got=got, want=want)
        return Leaf(name, "value", _said(name, got), "", got, want)
    if isinstance(got, Finding):  # the reading found nothing that could be compared
        return Leaf(name, "form", _said(name, got), "", got, want)
    if isinstance(want, str):
        if isinstance(got, str) and got == want:
            return Leaf(name, "right", got=got, want=want)
        rung, wanted = "value" if isinstance(got, str) else "form", describe(want)
        message = f"{name} should be {wanted.removeprefix('the text ')}; yours is {describe(got)}."
        return Leaf(name, rung, message, "", got, want)
    if isinstance(got, Finding):
        return Leaf(name, "form", _said(name, got), "", got, want)
    yes_or_no, want = isinstance(want, bool), np.asarray(want, dtype=np.float64)
    remark = ""
    if isinstance(got, (list, tuple)) and want.ndim:
        remark = f"{name} is a plain {type(got).__name__}; an array would be handier."
    array = _as_numbers(got)
    if array is None:
        kind = "a number" if want.ndim == 0 else f"an array of shape {want.shape}"
        kind = "True or False" if yes_or_no else kind
        found = "None" if got is None and name.endswith("]") else describe(got)  # an entry
        return Leaf(name, "form", f"{name} should be {kind}; yours is {found}.", "", None, want)
    if array.shape != want.shape:
        # (1, M) for (M,) holds the right numbers in a slightly different box: right, with a remark.
        alike = array.size == want.size and array.squeeze().shape == want.squeeze().shape
        if alike and not sheet.exact:
            remark = (
                f"{name} has shape {array.shape}; {want.shape} would fit the rest of the course."
            )
            array = array.reshape(want.shape)
        else:
            letters = sheet.axes.get(name)
            meaning = (
                f" = ({', '.join(letters)}{',' if len(letters) == 1 else ''})" if letters else ""
            )
            message = (
                f"{name} has shape {axes_in_words(array.shape, sizes)}; "
                f"expected {want.shape}{meaning}."
            )
            return Leaf(name, "shape", message, "", array, want)
    if not np.isfinite(array).all():
        bad = "NaN" if np.isnan(array).any() else "infinity"
        return Leaf(
            name, "finite", f"{name} contains {bad}; every entry should be finite.", "", array, want
        )
    error, scale = largest(array - want), max(largest(want), sheet.floor)
    if not at_most(f"{ERROR}{name}", error, tolerance * scale):
        message = _where(name, array, want)
        if yes_or_no:
            message = f"{name} should be {bool(want)}; yours is {describe(got)}."
        return Leaf(name, "value", message, "", array, want)
    rough = error > SINGLE_PRECISION * scale and tolerance > SINGLE_PRECISION
    if rough and case.tolerance is None and not remark:
        remark = (
            f"{name} is right to about {error / scale:.0e} of its size (single precision, or a "
            "slope that was measured?)."
        )
    return Leaf(name, "right", "", remark, array, want)


def _said(name: str, got) -> str:
    """The sentence of a finding."""
    return (got.sentence if isinstance(got, Finding) else "") or f"{name} is not right."


def climb(observed: Observed, position: int, sheet: Sheet) -> dict[str, Leaf]:
    """Compare one observed call with what the sheet expects; return leaf name -> Leaf.

    Where the call raised or its result cannot be taken apart, every leaf carries that message.
    """
    case, expected = sheet.cases[position], sheet.expected[position]
    wanted = result_leaves(expected, expected, sheet.results)
    if observed.outcome != "returned":
        message = what_happened(observed)
        return {n: Leaf(n, "form", message, want=w) for n, w in wanted.items()}
    try:
        got = result_leaves(observed.value, expected, sheet.results)
    except WrongForm as problem:
        return {n: Leaf(n, "form", str(problem), want=w) for n, w in wanted.items()}
    return {n: compare(n, got[n], w, sheet, case) for n, w in wanted.items()}


_ENDINGS = {
    "timed_out": "The call took too long and was stopped: is there a loop that never ends?",
    "out_of_memory": "The call asked for more memory than there is.",
    "died": "The call ended the whole Python process.",
    "missing": "There is no function of this name: was its cell deleted, or did it stop half-way?",
}


def what_happened(observed: Observed) -> str:
    """Say in one sentence how a call ended that returned nothing."""
    if observed.error.startswith("NotImplementedError"):
        return "Not written yet."
    return _ENDINGS.get(observed.outcome) or f"The call raised {observed.error}"


def largest(array: np.ndarray) -> float:
    """Largest absolute entry; 0 for an empty array."""
    return float(np.max(np.abs(array), initial=0.0))


def _as_numbers(got) -> np.ndarray | None:
    """Return `got` as a float64 array, or None if it does not hold plain real numbers."""
    if got is None or isinstance(got, (str, bytes, dict, set)):
        return None
    try:
        array = np.asarray(got)
        return array.astype(np.float64) if array.dtype.kind in "fiub" else None
    except (ValueError, TypeError, OverflowError, RecursionError):
        return None


def _where(name: str, got: np.ndarray, want: np.ndarray) -> str:
    """Say which entry differs most: name, place, both numbers."""
    if got.ndim == 0:
        ours, theirs = _numbers(got, want)
        return f"{name} is {ours}; expected {theirs}."
    place = np.unravel_index(np.argmax(np.abs(got - want)), got.shape)
    index = ", ".join(str(int(i)) for i in place)
    wrong = int(np.sum(np.abs(got - want) > 1e-9 * max(largest(want), 1e-300)))
    ours, theirs = _numbers(got[place], want[place])
    return (
        f"{name} has the right shape, but {wrong} of its {got.size} entries "
        f"{'differs' if wrong == 1 else 'differ'}: {name}[{index}] is {ours}, "
        f"expected {theirs}."
    )


def _numbers(got, want) -> tuple[str, str]:
    """Both numbers in words, with as many digits as it takes to tell them apart."""
    for digits in (6, 9, 12, 17):
        pair = tuple(f"{float(x) + 0.0:.{digits}g}" for x in (got, want))  # + 0.0: no -0
        if pair[0] != pair[1]:
            break
    return pair
