"""What goes wrong when a row of norms is put into one word."""

import numpy as np

from autograder.mistakes.core import mistake
from autograder.truth import vanishing as truth
from autograder.truth.vanishing import LARGEST, RATIO, SMALLEST


def _word(loud, quiet):
    return "exploding" if loud else "vanishing" if quiet else "healthy"


def _ratio(norms):
    return norms[0] > RATIO * norms[-2], RATIO * norms[0] < norms[-2]


@mistake("X10-50", "diagnose")
def ratio_alone(norms):
    """You compare layers with each other only. A network in which EVERY layer hears next to
    nothing has a fine ratio."""
    return _word(*_ratio(norms))


@mistake("X10-51", "diagnose")
def size_alone(norms):
    """You look at the sizes only. A signal that fades or grows from layer to layer shows in the
    ratio first."""
    return _word(max(norms) > LARGEST, min(norms) < SMALLEST)


@mistake("X10-52", "diagnose")
def upside_down(norms):
    """Your ratio is upside down: a first layer that hears LESS than the last hidden one is a
    signal that fades."""
    grows, fades = _ratio(norms)
    return _word(max(norms) > LARGEST or fades, min(norms) < SMALLEST or grows)


@mistake("X10-53", "diagnose")
def beside_the_output(norms):
    """You compare the first layer with the output layer. The output layer sits right at the loss;
    compare with the last HIDDEN one."""
    return _word(
        max(norms) > LARGEST or norms[0] > RATIO * norms[-1],
        min(norms) < SMALLEST or RATIO * norms[0] < norms[-1],
    )


@mistake("X10-54", "diagnose")
def neighbours(norms):
    """You compare the first layer with the second. A signal fades step by step: look how much is
    left after the whole way."""
    return _word(
        max(norms) > LARGEST or norms[0] > RATIO * norms[1],
        min(norms) < SMALLEST or RATIO * norms[0] < norms[1],
    )


@mistake("X10-65", "diagnose")
def extremes_for_the_first(norms):
    """You compare the loudest and the quietest hidden layer with the last hidden one. The ratio
    asks for the FIRST layer only."""
    hidden = norms[:-1]
    return _word(
        max(norms) > LARGEST or max(hidden) > RATIO * hidden[-1],
        min(norms) < SMALLEST or RATIO * min(hidden) < hidden[-1],
    )


@mistake("X10-55", "diagnose")
def vanishing_first(norms):
    """You ask for vanishing first. The order of the questions matters where both are true:
    exploding comes first."""
    grows, fades = _ratio(norms)
    if min(norms) < SMALLEST or fades:
        return "vanishing"
    return _word(max(norms) > LARGEST or grows, False)


@mistake("X10-56", "diagnose")
def first_layer_alone(norms):
    """You ask for the size of the first layer only. One layer that hears nothing, or one that is
    shouted at, may stand anywhere."""
    grows, fades = _ratio(norms)
    return _word(norms[0] > LARGEST or grows, norms[0] < SMALLEST or fades)


@mistake("X10-57", "diagnose")
def all_must_be_quiet(norms):
    """You say vanishing only if ALL norms are tiny. It is enough that one layer hears nothing."""
    grows, fades = _ratio(norms)
    return _word(max(norms) > LARGEST or grows, max(norms) < SMALLEST or fades)


@mistake("X10-58", "diagnose")
def mean_size(norms):
    """You judge the MEAN of the norms. One loud layer hides all the quiet ones in it."""
    grows, fades = _ratio(norms)
    mean = np.mean(norms)
    return _word(mean > LARGEST or grows, mean < SMALLEST or fades)


@mistake("X10-59", "diagnose")
def never_exploding(norms):
    """You never say exploding. A signal can also grow on its way."""
    _, fades = _ratio(norms)
    return _word(False, min(norms) < SMALLEST or fades)


@mistake("X10-60", "diagnose")
def never_vanishing(norms):
    """You never say vanishing."""
    grows, _ = _ratio(norms)
    return _word(max(norms) > LARGEST or grows, False)


@mistake("X10-61", "diagnose")
def needs_both(norms):
    """You ask for a bad size AND a bad ratio. Each of them alone is enough."""
    grows, fades = _ratio(norms)
    return _word(max(norms) > LARGEST and grows, min(norms) < SMALLEST and fades)


@mistake("X10-62", "diagnose")
def capitals(norms):
    """The right words, written in another way. They are small letters throughout."""
    return truth.diagnose(norms).capitalize()


@mistake("X10-63", "diagnose")
def wrong_side(norms):
    """Nearly everything vanishes in your eyes. Fading means: the first layer hears less than a
    twentieth, not less than twenty times as much."""
    grows, _ = _ratio(norms)
    return _word(max(norms) > LARGEST or grows, min(norms) < SMALLEST or norms[0] < 20 * norms[-2])


@mistake("X10-64", "diagnose")
def sorts_them(norms):
    """The word is right, but norms comes back sorted. Leave it in the order of the layers."""
    word = truth.diagnose(norms)
    norms.sort()
    return word
