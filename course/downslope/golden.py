"""Golden data: a sheet written down as JSON, so that a notebook can check without the reference.

Numbers survive exactly (Python writes the shortest decimal that reads back to the same float).
Arrays, tuples and functions are tagged objects; everything else is plain JSON.
"""

from __future__ import annotations

import json
from dataclasses import fields
from functools import cache
from importlib import resources

import numpy as np

from downslope.functions import Function, from_spec
from downslope.sheet import (
    MANY_FORWARDS,
    Case,
    Finding,
    Mistake,
    Named,
    Observed,
    Part,
    Seed,
    Sheet,
)


def encode(value):
    """Turn arrays, tuples, functions and non-finite floats into tagged JSON."""
    if isinstance(value, np.ndarray):
        return {"array": encode(value.tolist()), "dtype": str(value.dtype)}
    if isinstance(value, np.generic):
        return encode(value.item())
    if isinstance(value, Function):
        return {"function": value.spec()}
    if isinstance(value, Seed):
        return {"seed": value.n}
    if isinstance(value, Finding):
        return {"finding": value.kind}
    if isinstance(value, float) and not np.isfinite(value):
        return {"float": str(value)}
    if isinstance(value, tuple):
        return {"tuple": [encode(v) for v in value]}
    if isinstance(value, list):
        return [encode(v) for v in value]
    if isinstance(value, Named):
        return {"named": encode(dict(value))}
    if isinstance(value, dict):
        return {"dict": {k: encode(v) for k, v in value.items()}}
    return value


def decode(value):
    """The inverse of `encode`."""
    if isinstance(value, list):
        return [decode(v) for v in value]
    if not isinstance(value, dict):
        return value
    if "array" in value:
        return np.array(decode(value["array"]), dtype=value["dtype"])
    if "function" in value:
        return from_spec(value["function"])
    if "named" in value:
        return Named(decode(value["named"]))
    if "seed" in value:
        return Seed(value["seed"])
    if "finding" in value:
        return Finding(value["finding"])
    if "float" in value:
        return float(value["float"])
    if "tuple" in value:
        return tuple(decode(v) for v in value["tuple"])
    return {k: decode(v) for k, v in value["dict"].items()}


def _plain(record) -> dict:
    """A dataclass as a dict of encoded fields, without those that have their default value."""
    pairs = ((f, getattr(record, f.name)) for f in fields(record))
    return {f.name: encode(v) for f, v in pairs if type(v) is not type(f.default) or v != f.default}


def _observed(seen: Observed) -> dict:
    # A known mistake's exception is compared by its type only, so its message stays at home.
    return _plain(
        Observed(
            seen.outcome,
            seen.value,
            seen.error.split(":")[0] if seen.error else "",
            seen.changed,
            read=seen.read,
            forwards=seen.forwards if seen.forwards > MANY_FORWARDS else 0,
        )
    )


def _case(case: Case) -> dict:
    rare = {"tolerance": case.tolerance, "about": case.about}
    kept = {name: value for name, value in rare.items() if value}
    return {"args": encode(case.args), "sizes": case.sizes, "note": case.note, **kept}


def dump(sheet: Sheet, hidden: int) -> str:
    """Return the JSON text of the visible `sheet`; `hidden` is the number of parts left out."""
    data = {
        "function": sheet.function,
        "hidden": hidden,
        "arguments": list(sheet.arguments),
        "results": list(sheet.results),
        "axes": sheet.axes,
        "tolerance": sheet.tolerance,
        "floor": sheet.floor,
        **({"reading": sheet.reading} if sheet.reading else {}),
        **({"driver": sheet.driver} if sheet.driver else {}),
        **({"exact": True} if sheet.exact else {}),
        "parts": [_plain(part) for part in sheet.parts],
        "cases": [_case(c) for c in sheet.cases],
        "expected": [encode(v) for v in sheet.expected],
        "mistakes": [
            {"id": m.id, "hint": m.hint, "observed": [_observed(o) for o in m.observed]}
            for m in sheet.mistakes
        ],
    }
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def _revive(kind, data: dict):
    return kind(**{k: decode(v) for k, v in data.items()})


def parse(text: str) -> tuple[Sheet, int]:
    """Return the sheet and the number of hidden parts of a golden file's text."""
    data = json.loads(text)
    sheet = Sheet(
        function=data["function"],
        arguments=tuple(data["arguments"]),
        results=tuple(data["results"]),
        axes=data["axes"],
        cases=tuple(Case(**{**c, "args": decode(c["args"])}) for c in data["cases"]),
        parts=tuple(_revive(Part, p) for p in data["parts"]),
        expected=tuple(decode(v) for v in data["expected"]),
        mistakes=tuple(
            Mistake(m["id"], m["hint"], tuple(_revive(Observed, o) for o in m["observed"]))
            for m in data["mistakes"]
        ),
        tolerance=data["tolerance"],
        floor=data["floor"],
        reading=data.get("reading", ""),
        driver=data.get("driver", ""),
        exact=data.get("exact", False),
    )
    return sheet, data["hidden"]


def names() -> list[str]:
    """Functions for which golden data lies beside this module."""
    folder = resources.files("downslope") / "golden"
    return sorted(
        f.name.removesuffix(".json") for f in folder.iterdir() if f.name.endswith(".json")
    )


@cache
def load(function: str) -> tuple[Sheet, int]:
    """Read the golden data of one function. Raises KeyError if there is none."""
    file = resources.files("downslope") / "golden" / f"{function}.json"
    if not file.is_file():
        raise KeyError(function)
    return parse(file.read_text(encoding="utf-8"))
