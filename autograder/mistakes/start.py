"""What goes wrong with one division."""

from autograder.mistakes.core import mistake


@mistake("X00-01", "steepness")
def upside_down(rise, run):
    """The fraction is upside down. A steep road has a large steepness: which of the two numbers
    has to be on top?"""
    return run / rise


@mistake("X00-02", "steepness")
def difference(rise, run):
    """That is a difference. The steepness is how many metres it goes up for each metre forward."""
    return rise - run


@mistake("X00-03", "steepness")
def product(rise, run):
    """A longer way forward makes your road steeper. It should make it gentler: divide."""
    return rise * run


@mistake("X00-04", "steepness")
def percent(rise, run):
    """A hundred times too large: that is the steepness in percent. Here it is metres up per metre
    forward."""
    return 100 * rise / run


@mistake("X00-05", "steepness")
def whole_numbers(rise, run):
    """Your steepness is always a whole number: `//` divides and throws away what is behind the
    point. Which sign divides without doing so?"""
    return rise // run


@mistake("X00-06", "steepness")
def never_down(rise, run):
    """Your roads never fall. Where the rise is negative, the steepness is negative, too."""
    return abs(rise) / run


@mistake("X00-07", "steepness")
def along_the_road(rise, run):
    """You divide by the length of the road itself. The run is the way forward, as on a map."""
    return rise / (rise**2 + run**2) ** 0.5
