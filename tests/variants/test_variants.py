"""The reference and every correct variant pass, whatever inputs are drawn."""

import pytest

from autograder.checks import EXERCISES
from autograder.judge import draw, judge, observe_all, rng_for
from autograder.variants import KNOWN

SEEDS = 200
# each seed trains a dozen networks, three of them on digits; or walks chains of 5000 nodes
COSTLY = {"train": 12, "fit_digits": 2, "toposort": 25, "Tape": 25}


def test_every_exercise_has_a_variant():
    assert set(KNOWN) == set(EXERCISES)


@pytest.mark.parametrize("name", EXERCISES)
def test_right_functions_pass_over_many_seeds(name):
    """All of them answer the same sheet, because drawing it is most of the work."""
    exercise, wrong = EXERCISES[name], []
    for seed in range(COSTLY.get(name, SEEDS)):
        sheet = draw(exercise, rng_for(exercise, seed), with_mistakes=False)
        verdict = judge(sheet, observe_all(exercise.truth, sheet.cases, sheet.driver))
        if (verdict.outcome, verdict.remarks) != ("passed", ()):
            wrong.append((seed, "the reference", verdict))
        for variant in KNOWN[name]:
            verdict = judge(sheet, observe_all(variant.function, sheet.cases, sheet.driver))
            failed = {part.name: part.message for part in verdict.parts if not part.passed}
            if set(failed) != set(variant.loses):
                wrong.append((seed, variant.id, failed))
    assert wrong == []
