"""How often a check fails right work, and how near right work comes to failing.

Run `python benchmarks/false_failures.py [--seconds S] [--seeds N] [NAME …]`; a NAME is a check, a
notebook ("09") or some parts of a check ("train:learns,order"). It gets as many fresh inputs as fit
into S CPU seconds; on each are judged the reference and one of the variants, in turn. Printed are
the failures, and for each bar (`downslope.bars`) the right version that came nearest to it.

A tail: the chance that an error passes its tolerance, from how fast its largest values thin out
(Hill's estimate over the largest hundredth). A count without failures bounds the rate by 3 / seeds.
"""

import argparse
import os
import warnings
from collections import defaultdict
from contextlib import redirect_stdout
from dataclasses import replace
from time import process_time

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy: threads that wait cost seconds
import numpy as np

from autograder.box import Limits
from autograder.checks import EXERCISES
from autograder.judge import draw, judge, observe_all, rng_for
from autograder.run import CHECK_SECONDS
from autograder.variants import KNOWN, Variant
from downslope import bars
from downslope.ladder import ERROR

FIRST = 10**6  # seeds that no test has tried
TOLERANCE = "share of the tolerance"


def exercises(names: list[str]) -> list:
    """The exercises that are meant by some names."""
    found = []
    for name in names or list(EXERCISES):
        name, _, parts = name.partition(":")
        fitting = [e for e in EXERCISES.values() if name in (e.function, e.assignment[:2])]
        if not fitting:
            raise SystemExit(f"{name} is no check and no notebook.")
        if parts:
            kept = tuple(p for p in fitting[0].parts if p.name in parts.split(","))
            fitting = [replace(fitting[0], parts=kept)]
        found += fitting
    return found


def failure(exercise, sheet, right: Variant) -> str:
    """What right work lost that it should not, "" for nothing."""
    with open(os.devnull, "w") as nowhere, redirect_stdout(nowhere):
        verdict = judge(sheet, observe_all(right.function, sheet.cases, sheet.driver))
    lost = {part.name: part.message for part in verdict.parts if not part.passed}
    if lost.keys() == set(right.loses) & {part.name for part in exercise.parts}:
        return ""
    return f"{right.id}: {lost or 'lost nothing'}"


def slack(one: bars.Heard) -> float:
    """How far a value is from the wrong side of its bar."""
    return one.bar - one.value if one.below else one.value - one.bar


def near(heard: list[bars.Heard]) -> dict[str, bars.Heard]:
    """Of every bar the comparison nearest to the wrong side, in one judgement; failures left out.

    Errors of all results are one bar, told in shares of the tolerance.
    """
    worst: dict[str, bars.Heard] = {}
    for one in heard:
        if one.what.startswith(ERROR):
            one = bars.Heard(TOLERANCE, one.value / one.bar, 1.0, True)
        if slack(one) < 0:
            continue
        if one.what not in worst or slack(one) < slack(worst[one.what]):
            worst[one.what] = one
    return worst


def tail(values: np.ndarray) -> str:
    """The chance that a positive value passes 1, by Hill's estimate from the largest hundredth."""
    ordered = np.sort(values[values > 0])[::-1]
    k = max(20, len(values) // 100)
    if len(ordered) <= k or ordered[0] == ordered[k]:
        return "no tail to speak of"
    decay = 1 / np.mean(np.log(ordered[:k] / ordered[k]))
    return f"tail {k / len(values) * ordered[k] ** decay:.0e} (thins out as x^-{decay:.1f})"


def told(what: str, by: str, seen: list[bars.Heard]) -> str:
    """One line about one bar, and one right version's work."""
    values = np.array([one.value for one in seen])
    if what == TOLERANCE:
        half, most = np.quantile(values, [0.5, 0.999])
        return (f"{what}: worst {values.max():.1e}, 99.9 % {most:.1e}, half {half:.1e}; "
                f"{tail(values)}; {by}")  # fmt: skip
    one, worst = seen[0], values.max() if seen[0].below else values.min()
    spread = values.std()
    away = f", {abs(values.mean() - one.bar) / spread:.3g} sd off" if spread else ""
    side = "at most" if one.below else "at least"
    return (f"{what}: worst {worst:.4g}, mean {values.mean():.4g}, sd {spread:.2g}; "
            f"{side} {one.bar:.4g} is right{away}; {by}")  # fmt: skip


def measure(exercise, seconds: float, most: int):
    """Judge right work until the CPU seconds or the seeds are used up, and print what was seen."""
    name, begin = exercise.function, process_time()
    variants = KNOWN.get(name, [])
    failures, n, slowest = [], 0, 0.0
    seen = defaultdict(lambda: defaultdict(list))  # bar -> right version -> what was heard
    while n < most and process_time() - begin < seconds:
        seed = FIRST + n
        try:
            sheet = draw(exercise, rng_for(exercise, seed), with_mistakes=False)
        except AssertionError as error:
            failures.append((seed, f"drawing: {error}"))
            sheet = None
        turn = [Variant("the reference", exercise.truth), *variants[n % len(variants) :][:1]]
        for right in turn if sheet else ():
            bars.heard, start = [], process_time()
            if problem := failure(exercise, sheet, right):
                failures.append((seed, problem))
            slowest = max(slowest, process_time() - start)
            for what, one in near(bars.heard).items():
                seen[what][right.id].append(one)
        n += 1
    limit = exercise.patience * min(CHECK_SECONDS, Limits().call_seconds)
    print(f"{exercise.assignment[:2]} {name}: {n} seeds, {len(variants)} variants, {len(failures)} "
          f"failures; slowest {slowest:.2g} of {limit:g} s")  # fmt: skip
    for what in sorted(seen, key=lambda what: (what != TOLERANCE, what)):
        by = min(seen[what], key=lambda version: min(map(slack, seen[what][version])))
        print(f"     {told(what, by, seen[what][by])}")
    for seed, problem in failures[:5]:
        print(f"     seed {seed}: {problem}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=20, help="CPU seconds a check")
    parser.add_argument("--seeds", type=int, default=10_000, help="and at most so many inputs")
    parser.add_argument("names", nargs="*")
    chosen = parser.parse_args()
    warnings.simplefilter("ignore")
    for exercise in exercises(chosen.names):
        measure(exercise, chosen.seconds, chosen.seeds)


if __name__ == "__main__":
    main()
