"""What goes wrong when a training is stopped early."""

import numpy as np

from autograder.mistakes.core import mistake


def walk(losses, patience, *, ties=False, reset=True, late=0, against="best"):
    """(best, epoch of the stop), with one thing changed."""
    best, waited = 0, 0
    for epoch in range(1, len(losses)):
        rival = losses[best] if against == "best" else losses[epoch - 1]
        if losses[epoch] < rival or (ties and losses[epoch] == rival):
            best, waited = epoch, 0 if reset else waited
        else:
            waited += 1
        if waited == patience + late:
            return best, epoch
    return best, len(losses) - 1


@mistake("X12-40", "early_stop")
def looks_into_the_future(val_losses, patience):
    """You return the lowest value of the whole run. The walk stops when patience runs out; what
    comes later was never trained."""
    return int(np.argmin(val_losses))


@mistake("X12-41", "early_stop")
def where_it_stopped(val_losses, patience):
    """You return the epoch of the stop. Asked for is the best epoch before it, to which one goes
    back."""
    return walk(val_losses, patience)[1]


@mistake("X12-42", "early_stop")
def one_too_patient(val_losses, patience):
    """You wait one epoch too long: the walk stops as soon as {P} epochs in a row were without a new
    lowest value."""
    return walk(val_losses, patience, late=1)[0]


@mistake("X12-43", "early_stop")
def never_calms_down(val_losses, patience):
    """You count all bad epochs of the run. They have to be in a row: a new lowest value restores
    full patience."""
    return walk(val_losses, patience, reset=False)[0]


@mistake("X12-44", "early_stop")
def against_the_last(val_losses, patience):
    """You compare with the epoch before. A small dip on a high place is no new lowest value."""
    return walk(val_losses, patience, against="last")[0]


@mistake("X12-45", "early_stop")
def ties_count(val_losses, patience):
    """Where the lowest value comes twice you return the later one. Only a LOWER value is new; in a
    tie the first one stays."""
    return walk(val_losses, patience, ties=True)[0]


@mistake("X12-46", "early_stop")
def the_loss(val_losses, patience):
    """You return the lowest loss. Asked for is the epoch at which it was reached."""
    return float(val_losses[walk(val_losses, patience)[0]])


@mistake("X12-47", "early_stop")
def counted_from_one(val_losses, patience):
    """Your epochs are one too large: the first entry has the index 0."""
    return walk(val_losses, patience)[0] + 1


@mistake("X12-48", "early_stop")
def nothing_without_a_stop(val_losses, patience):
    """If patience never runs out you return None. Then the lowest value of the whole run is asked
    for."""
    best, waited = 0, 0
    for epoch in range(1, len(val_losses)):
        if val_losses[epoch] < val_losses[best]:
            best, waited = epoch, 0
        else:
            waited += 1
        if waited == patience:
            return best
    return None


@mistake("X12-49", "early_stop")
def always_patience_before_the_end(val_losses, patience):
    """You go back by {P} epochs from wherever the walk ended. That is only right if patience ran
    out there."""
    return walk(val_losses, patience)[1] - patience


@mistake("X12-50", "early_stop")
def first_rise(val_losses, patience):
    """You stop at the first rise, whatever the patience is. A curve trembles; wait and see."""
    return walk(val_losses, 1)[0]


@mistake("X12-51", "early_stop")
def highest(val_losses, patience):
    """You look for the highest value. These are losses: low is good."""
    return walk(-np.asarray(val_losses), patience)[0]
