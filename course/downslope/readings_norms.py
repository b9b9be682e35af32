"""Reading the strengths of gradients, which may lie many powers of ten apart.

Compared as one array, a first layer of 1e-9 beside a last one of 1 could be anything below the
tolerance. So its logarithms are compared as well.
"""

from __future__ import annotations

import numpy as np

from downslope.readings import plain_numbers, reading
from downslope.sheet import Case, Finding, Observed

FLOOR = 1e-300  # stands for 0, which has no logarithm
UNREADABLE = Finding("form", "There should be one strength for each layer: a number, 0 or larger.")


@reading("norms")
def norms(cases: tuple[Case, ...], seen: list[Observed]) -> list:
    """Two entries a case: the result as it is, and the logarithm (to base 10) of each entry."""
    return [(o.value, _powers(o.value)) if o.outcome == "returned" else None for o in seen]


def _powers(value):
    array = plain_numbers(value)
    if array is None or not np.isfinite(array).all() or (array < 0).any():
        return UNREADABLE
    return np.log10(np.maximum(array.astype(np.float64), FLOOR))
