"""Every correct variant passes, whatever inputs are drawn."""

import pytest

from autograder.checks import EXERCISES
from autograder.judge import draw, judge, observe_all, rng_for
from autograder.variants import KNOWN

SEEDS = 200
COSTLY = {"train": 12}  # each seed trains a dozen networks, three of them on digits
PAIRS = [(name, v) for name, versions in KNOWN.items() for v in versions]


def test_every_exercise_has_a_variant():
    assert set(KNOWN) == set(EXERCISES)


@pytest.mark.parametrize(("name", "variant"), PAIRS, ids=[f"{n}-{v.id}" for n, v in PAIRS])
def test_passes_over_many_seeds(name, variant, capfd):
    exercise = EXERCISES[name]
    for seed in range(COSTLY.get(name, SEEDS)):
        sheet = draw(exercise, rng_for(exercise, seed), with_mistakes=False)
        verdict = judge(sheet, observe_all(variant.function, sheet.cases, sheet.driver))
        failed = {p.name: p.message for p in verdict.parts if not p.passed}
        assert set(failed) == set(variant.loses), f"seed {seed}: {failed}"
