"""What to try on each graded function, and what each part is worth."""

from autograder.checks import backward, descent, slope
from autograder.checks.core import Exercise

EXERCISES: dict[str, Exercise] = {
    exercise.function: exercise
    for module in (slope, descent, backward)
    for exercise in module.EXERCISES
}


def of_assignment(assignment: str) -> list[Exercise]:
    """The exercises of one assignment, in their order."""
    return [e for e in EXERCISES.values() if e.assignment == assignment]
