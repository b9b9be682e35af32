"""The reference and every correct variant pass, whatever inputs are drawn."""

from dataclasses import replace

import pytest

from autograder.checks import EXERCISES
from autograder.judge import draw, judge, observe_all, rng_for
from autograder.variants import KNOWN

SEEDS = 200
# Parts that train real networks, or walk through thousands of nodes or weights: seconds a seed.
COSTLY = {
    "affine_backward": {"sizes"},
    "train": {"learns", "digits"},
    "fit_digits": {"digits", "better"},
    "toposort": {"ways", "chain"},
    "Tape": {"ways", "chain", "unchanged"},
}
FEW = 5  # seeds for these; benchmarks/false_failures.py tries as many as there is time for


def test_every_exercise_has_a_variant():
    assert set(KNOWN) == set(EXERCISES)


@pytest.mark.parametrize("name", EXERCISES)
def test_right_functions_pass_over_many_seeds(name):
    """All of them answer the same sheet, because drawing it is most of the work."""
    whole, costly, wrong = EXERCISES[name], COSTLY.get(name, ()), []
    cheap = replace(whole, parts=tuple(part for part in whole.parts if part.name not in costly))
    for seed in range(SEEDS):
        exercise = whole if seed < FEW else cheap
        sheet = draw(exercise, rng_for(exercise, seed), with_mistakes=False)
        verdict = judge(sheet, observe_all(exercise.truth, sheet.cases, sheet.driver))
        if (verdict.outcome, verdict.remarks) != ("passed", ()):
            wrong.append((seed, "the reference", verdict))
        for variant in KNOWN[name]:
            verdict = judge(sheet, observe_all(variant.function, sheet.cases, sheet.driver))
            failed = {part.name: part.message for part in verdict.parts if not part.passed}
            if set(failed) != set(variant.loses) & {part.name for part in exercise.parts}:
                wrong.append((seed, variant.id, failed))
    assert wrong == []
