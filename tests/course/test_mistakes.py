"""Every known mistake loses points and is recognised, and its hint helps without giving it away."""

import ast
import inspect
import re
from functools import cache

import pytest

from autograder.checks import EXERCISES, of_assignment
from autograder.diagnose import diagnosed, problems_of
from autograder.mistakes import KNOWN
from downslope import golden
from tests.sheets import drawn

SEEDS = (0, 1)  # and the one of `autograder build --check`, which test_fresh runs
ASSIGNMENTS = sorted({exercise.assignment for exercise in EXERCISES.values()})


@cache
def in_the_notebook(name):
    """The sheet of the notebook's check, and its verdict on each known mistake."""
    sheet, _ = golden.load(name)
    return sheet, diagnosed(sheet)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", EXERCISES)
def test_every_mistake_is_caught_and_recognised_as_itself(name, seed):
    assert problems_of(EXERCISES[name], seed) == []


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_the_checks_in_the_notebook_catch_most_mistakes(assignment):
    caught = [
        verdict.outcome != "passed"
        for exercise in of_assignment(assignment)
        for verdict in in_the_notebook(exercise.function)[1].values()
    ]
    share = sum(caught) / len(caught)
    assert share >= 0.8, f"the visible checks of {assignment} catch only {share:.0%}"


@pytest.mark.parametrize("name", EXERCISES)
def test_what_the_notebook_recognises_it_calls_by_its_name(name):
    sheet, verdicts = in_the_notebook(name)
    hint_of = {m.id: m.hint for m in sheet.mistakes}
    for id, verdict in verdicts.items():
        assert verdict.mistake is None or hint_of[verdict.mistake] == hint_of[id]


@pytest.mark.parametrize("name", EXERCISES)
def test_enough_mistakes_are_known(name):
    assert len(KNOWN[name]) >= 5


def test_there_are_no_mistakes_in_functions_that_nobody_writes():
    assert set(KNOWN) == set(EXERCISES)


def said(name, wrong) -> dict:
    """Mistake -> hint, of those whose hint is `wrong`: a test each costs more than to try it."""
    return {m.id: m.hint for m in KNOWN[name] if wrong(m.hint)}


@pytest.mark.parametrize("name", EXERCISES)
def test_a_hint_is_one_to_three_full_sentences(name):
    assert said(name, lambda hint: not re.match(r"[A-Z]|[a-z]\w*[ :]", hint)) == {}
    assert said(name, lambda hint: not re.search(r"[.?!)]$", hint)) == {}
    assert said(name, lambda hint: not 20 <= len(hint) <= 300) == {}


@pytest.mark.parametrize("name", EXERCISES)
def test_the_placeholders_of_a_hint_are_sizes_of_every_case(name):
    sizes = set.intersection(*(set(case.sizes) for case in drawn(name).cases))
    assert said(name, lambda hint: not set(re.findall(r"\{(.*?)\}", hint)) <= sizes) == {}


CODE = re.compile(
    r"@|\*\*|\.T\b|\bnp\.|\w\[|\.\w+\(|axis ?=|keepdims|\blambda\b|^def |\w+ = \w+ [-+*/]"
)


@pytest.mark.parametrize("name", EXERCISES)
def test_a_hint_holds_no_code(name):
    assert said(name, CODE.search) == {}


SAID_IN_THE_EXERCISE = {"len(path)", "len(path)-1", "n_steps+1"}


def expressions(function) -> set[str]:
    """Every formula in the source of a function, without spaces."""
    tree = ast.parse(inspect.getsource(function))
    nodes = (n for n in ast.walk(tree) if isinstance(n, (ast.BinOp, ast.Call, ast.Compare)))
    return {re.sub(r"\s", "", ast.unparse(node)) for node in nodes}


@pytest.mark.parametrize("name", EXERCISES)
def test_a_hint_gives_no_formula_of_the_reference_away(name):
    secret = {e for e in expressions(EXERCISES[name].truth) if len(e) > 3} - SAID_IN_THE_EXERCISE
    assert said(name, lambda hint: any(e in re.sub(r"\s", "", hint) for e in secret)) == {}
