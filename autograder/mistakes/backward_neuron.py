"""What goes wrong with a neuron's influence, and with cutting its wires. All ids are our own."""

import numpy as np

from autograder.mistakes.backward_network import Trace
from autograder.mistakes.core import mistake


@mistake("X08-50", "influence")
def signs_kept(params, X, y):
    """The blame of different examples cancels in your mean. Take the size of each entry before you
    average."""
    return Trace(params, X, y).dA1.mean(axis=0)


@mistake("X08-51", "influence")
def size_of_the_mean(params, X, y):
    """No number is negative, and still examples have cancelled: the sizes were taken after the
    mean. Take them before."""
    return np.abs(Trace(params, X, y).dA1.mean(axis=0))


@mistake("X08-52", "influence")
def sum_over_examples(params, X, y):
    """Exactly {N} times too large: asked for is the mean over the {N} examples, not their sum."""
    return np.abs(Trace(params, X, y).dA1).sum(axis=0)


@mistake("X08-53", "influence")
def behind_the_gate(params, X, y):
    """You measure the blame for the number BEFORE tanh. Asked for is what the neuron says, after
    tanh: stop one layer earlier on the way back."""
    return np.abs(Trace(params, X, y).dZ1).mean(axis=0)


@mistake("X08-54", "influence")
def strength_of_the_wires(params, X, y):
    """Your result depends on the weights alone. A strong wire counts for nothing if there is no
    blame at its end: the data have to come in."""
    return np.abs(params[1]["W"]).sum(axis=1)


@mistake("X08-55", "influence")
def one_number_for_each_example(params, X, y):
    """You return one number for each example. Average the other way: one number for each neuron."""
    return np.abs(Trace(params, X, y).dA1).mean(axis=1)


@mistake("X08-56", "influence")
def blame_of_the_wires(params, X, y):
    """You take the blame for the weights that leave the neuron. A neuron may have that and still
    not matter; ask for the blame of its activation."""
    return np.abs(Trace(params, X, y).dW2).mean(axis=1)


@mistake("X08-57", "influence")
def squares(params, X, y):
    """You average squares. Asked for is the plain size, without squaring."""
    return (Trace(params, X, y).dA1 ** 2).mean(axis=0)


@mistake("X08-58", "influence")
def times_the_activation(params, X, y):
    """You weigh the blame by what the neuron says. Influence is the slope alone, even for a neuron
    that is silent."""
    t = Trace(params, X, y)
    return np.abs(t.dA1 * t.A1).mean(axis=0)


@mistake("X08-59", "influence")
def largest_example(params, X, y):
    """You take the largest value over the examples; asked for is their mean."""
    return np.abs(Trace(params, X, y).dA1).max(axis=0)


# --- kill_neuron ---------------------------------------------------------------------------------


def _changed(params, change):
    new = [{name: value.copy() for name, value in layer.items()} for layer in params]
    change(new)
    return new


@mistake("X08-70", "kill_neuron")
def column_of_the_last_weights(params, j):
    """You have silenced a class, not a neuron: the columns of W2 belong to the classes, its rows to
    the hidden neurons."""
    return _changed(params, lambda new: new[1]["W"].__setitem__((slice(None), j), 0))


@mistake("X08-71", "kill_neuron")
def row_of_the_first_weights(params, j):
    """You have cut the wires that leave input j, in W1. The wires that leave a hidden neuron are in
    W2."""
    return _changed(params, lambda new: new[0]["W"].__setitem__(j, 0))


@mistake("X08-72", "kill_neuron")
def wires_into_the_neuron(params, j):
    """You have cut the wires INTO the neuron. It should go on firing; only nobody should listen:
    cut the wires that leave it."""
    return _changed(params, lambda new: new[0]["W"].__setitem__((slice(None), j), 0))


@mistake("X08-73", "kill_neuron")
def the_original_dies_too(params, j):
    """The result is right, but the network that came in has lost the same wires. A copy of a list
    or a dict still shares its arrays: copy those as well."""
    new = [dict(layer) for layer in params]
    new[1]["W"][j] = 0
    return new


@mistake("X08-74", "kill_neuron")
def bias_too(params, j):
    """One thing too many: the bias of the neuron should stay. Only its outgoing wires are cut."""

    def change(new):
        new[0]["b"][j] = 0
        new[1]["W"][j] = 0

    return _changed(params, change)


@mistake("X08-75", "kill_neuron")
def row_removed(params, j):
    """The row is gone altogether, so the arrays no longer fit each other. Leave it in place and
    fill it with zeros."""
    return [dict(params[0]), {**params[1], "W": np.delete(params[1]["W"], j, axis=0)}]


@mistake("X08-76", "kill_neuron")
def neighbour(params, j):
    """The wrong neuron: yours is the one before. Python counts from 0, and so does j."""
    return _changed(params, lambda new: new[1]["W"].__setitem__(j - 1, 0))


@mistake("X08-77", "kill_neuron")
def one_wire_only(params, j):
    """One wire is cut, but the neuron has one for each class. Cut the whole row."""
    return _changed(params, lambda new: new[1]["W"].__setitem__((j, 0), 0))


@mistake("X08-78", "kill_neuron")
def everybody_else(params, j):
    """You have silenced everybody except neuron j. It is the other way round."""

    def change(new):
        kept = new[1]["W"][j].copy()
        new[1]["W"][...] = 0
        new[1]["W"][j] = kept

    return _changed(params, change)


@mistake("X08-79", "kill_neuron")
def nothing_happens(params, j):
    """The copy is the same network as before: no wire has been cut."""
    return _changed(params, lambda new: None)
