"""The pages beside the notebooks say what the notebooks hold: map, tracks, self-test, glossary."""

import re
from functools import cache

import nbformat
import pytest

from autograder.checks import EXERCISES
from autograder.layout import assignments, find_root, release_path
from autograder.rebuild import slot_of
from tests.course.page import Page

ROOT = find_root()
COURSE = ROOT / "course"
NUMBERS = {name[:2]: name for name in assignments(ROOT)}
WORK = [number for number in NUMBERS if number != "00"]  # where something is graded
# What a header may stress that is no word of the vocabulary.
STRESSED = {"which way", "how steep", "per unit", "multiply", "next", "all", "measure", "remember",
            "watches", "order", "one", "loss"}  # fmt: skip
NAMES = set("XWbZAyNDMK") | {"lr", "rng", "params", "grads", "cache"}  # fixed for the whole course


def page(name: str) -> str:
    return (COURSE / name).read_text(encoding="utf-8")


@cache
def cells(number: str) -> list:
    return nbformat.read(release_path(ROOT, NUMBERS[number]), as_version=4).cells


@cache
def text(number: str) -> str:
    return Page(NUMBERS[number]).prose


def header(number: str) -> str:
    return " ".join(cells(number)[0].source.split())


# --- the map -------------------------------------------------------------------------------------

IDEAS = re.findall(r"^\| (?!idea|---)(.+?) \| (.+) \|$", page("map.md"), re.MULTILINE)


def places(entry: str) -> list[tuple[str, str]]:
    """What an entry of the map names: (number of a notebook, name of a check or an answer)."""
    found = []
    for part in entry.split(" · "):
        number, names = part.split(" ", 1)
        checks, answers = re.findall(r"`(\w+)`", names), re.findall(r"\*([\w-]+)\*", names)
        assert checks or answers, f"{part}: names nothing"
        found += [(number, name) for name in checks]
        found += [(number, f"answer-{name}") for name in answers]
    return found


@pytest.mark.parametrize(("idea", "entry"), IDEAS, ids=lambda value: value[:30])
def test_every_cell_that_the_map_names_is_there_and_graded(idea, entry):
    for number, name in places(entry):
        slots = [slot_of(cell) for cell in cells(number)]
        graded = {slot.name for slot in slots if slot.role in ("check", "answer") and slot.points}
        assert name in graded, f"{idea}: {number} has no {name}"


def test_the_map_has_every_notebook_and_the_most_of_their_checks():
    named = {place for _, entry in IDEAS for place in places(entry)}
    assert {number for number, _ in named} == set(WORK)
    functions = {(e.assignment[:2], e.function) for e in EXERCISES.values()}
    asked = {(n, f) for n, f in functions if n != "00" and not f.startswith("repaired_")}
    assert len(named & asked) > 0.75 * len(asked)


def needs(number: str) -> set[str]:
    """The notebooks that a header asks for, and what those ask for."""
    asked = re.search(r"\*\*What you need\.\*\*(.+?)\*\*Minutes", header(number))[1]
    return set(re.findall(r"\b\d\d\b", asked))


def test_the_map_draws_what_builds_on_what():
    """An arrow for each need that does not already follow from another one."""
    everything = {}
    for number in WORK:
        direct = needs(number)
        everything[number] = direct.union(*(everything[other] for other in direct))
    arrows = {
        (other, number)
        for number in WORK
        for other in needs(number)
        if not any(other in everything[between] for between in needs(number))
    }
    drawn = re.findall(r"^  (\d\d)(?:\[.+?\])? --> (\d\d)", page("map.md"), re.MULTILINE)
    assert sorted(drawn) == sorted(arrows)


# --- tracks and self-test ------------------------------------------------------------------------


def test_the_minutes_of_the_tracks_are_the_sums_of_their_notebooks():
    rows = re.findall(r"^\| .+? \| ((?:\d\d ?)+) \| (\d+) \|", page("README.md"), re.MULTILINE)
    assert len(rows) >= 5
    for track, minutes in rows:
        printed = [re.search(r"\*\*Minutes\.\*\* (\d+)", header(n))[1] for n in track.split()]
        assert sum(map(int, printed)) == int(minutes), track


def test_twenty_questions_hide_their_answers_and_say_where_to_go_back_to():
    questions = re.split(r"^\*\*\d+\.\*\* ", page("self-test.md"), flags=re.MULTILINE)[1:]
    assert len(questions) == 20
    visited = set()
    for question in questions:
        asked, answer = question.split("<details><summary>Open the answer</summary>\n")
        assert asked.strip()
        answer, rest = answer.split("</details>")
        assert not rest.strip()
        number, link = re.search(r"Not sure\? \[(\d\d)\]\((.+?)\)\s*$", answer).groups()
        assert link == f"{NUMBERS[number]}/{NUMBERS[number]}.ipynb"
        visited.add(number)
    assert visited == set(WORK)


# --- the glossary --------------------------------------------------------------------------------

ENTRIES = re.findall(r"^\| (.+?) \| .+ \| (\d\d) \|$", page("glossary.md"), re.MULTILINE)
CODE = {name for entry, _ in ENTRIES for name in re.findall(r"`(\w+)`", entry)}
WORDS = {w.lower() for entry, _ in ENTRIES if "`" not in entry for w in entry.split(", ")}


@pytest.mark.parametrize(("entry", "number"), ENTRIES)
def test_an_entry_of_the_glossary_occurs_in_the_notebook_that_it_names(entry, number):
    for name in re.findall(r"`(\w+)`", entry):
        assert re.search(rf"\b{name}\b", text(number)), f"{name} is not in {number}"
    if "`" not in entry:
        for word in entry.split(", "):
            assert re.search(rf"\b{word}", text(number), re.IGNORECASE), f"{word}: not in {number}"


@pytest.mark.parametrize("number", WORK)
def test_a_word_that_a_header_stresses_is_in_the_glossary(number):
    learn = re.search(r"\*\*What you will do\.\*\*(.+?)\*\*What you need", header(number))[1]
    stressed = re.findall(r"(?<!\*)\*{1,2}(\w[\w\s-]*?)\*{1,2}(?!\*)", learn)
    unknown = {word.lower() for word in stressed} - {"what you will learn"} - STRESSED
    assert unknown <= WORDS, f"explain in course/glossary.md: {unknown - WORDS}"


def test_the_glossary_has_every_fixed_name_and_every_argument_of_two_notebooks():
    heads = {"N", "D", "M", "K"}  # explained in the first lines
    assert CODE | heads >= NAMES
    used: dict[str, set[str]] = {}
    for exercise in EXERCISES.values():
        for argument in exercise.arguments:
            used.setdefault(argument, set()).add(exercise.assignment)
    shared = {argument for argument, where in used.items() if len(where) > 1}
    gradients = {argument for argument in shared if argument[0] == "d" and argument[1:] in CODE}
    assert shared - gradients - {"grad"} <= CODE
