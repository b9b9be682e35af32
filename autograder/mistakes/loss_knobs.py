"""What goes wrong when knobs are put in order. The ids X04 are our own."""

from autograder.mistakes.core import mistake
from autograder.truth import loss as truth


@mistake("X04-40", "rank_knobs")
def with_the_sign(grad):
    """You have ranked by the number with its sign, so -3 comes last. A knob with slope -3 is more
    influential than one with slope 2: take the size, without the sign."""
    return sorted(grad, key=lambda name: (-grad[name], name))


@mistake("X04-41", "rank_knobs")
def least_first(grad):
    """Your list begins with the least influential knob. Turn it round."""
    return sorted(grad, key=lambda name: (abs(grad[name]), name))


@mistake("X04-42", "rank_knobs")
def most_negative_first(grad):
    """Your list runs from the most negative slope to the most positive one. Take the size, without
    the sign, and put the largest first."""
    return sorted(grad, key=lambda name: (grad[name], name))


@mistake("X04-43", "rank_knobs")
def as_they_came(grad):
    """Your list has the names in the order in which they came. Put the largest slope first."""
    return list(grad)


@mistake("X04-44", "rank_knobs")
def by_the_alphabet(grad):
    """Your list goes by the alphabet. That decides only between knobs of equal size."""
    return sorted(grad)


@mistake("X04-45", "rank_knobs")
def names_with_numbers(grad):
    """The order is right, but your list holds pairs of name and number. The names alone are asked
    for."""
    return [(name, grad[name]) for name in truth.rank_knobs(grad)]


@mistake("X04-46", "rank_knobs")
def numbers_without_names(grad):
    """Your list holds the numbers. Which knobs are they? The names are asked for."""
    return [grad[name] for name in truth.rank_knobs(grad)]


@mistake("X04-47", "rank_knobs")
def the_first_one_only(grad):
    """You return the most influential knob. All of them are asked for, in order."""
    return truth.rank_knobs(grad)[0]


@mistake("X04-48", "rank_knobs")
def ties_as_they_came(grad):
    """Right, except for knobs of equal size: they go by the alphabet, and yours stay in the order
    in which they came."""
    return sorted(grad, key=lambda name: -abs(grad[name]))


@mistake("X04-49", "rank_knobs")
def ties_backwards(grad):
    """Right, except for knobs of equal size: they go by the alphabet, from a to z. The whole list
    was turned round, and the names with it."""
    return sorted(grad, key=lambda name: (abs(grad[name]), name), reverse=True)


@mistake("X04-50", "rank_knobs")
def emptied(grad):
    """Your list is right, but afterwards the dict is empty: the caller still needs it. Look
    without taking out."""
    names = truth.rank_knobs(grad)
    grad.clear()
    return names
