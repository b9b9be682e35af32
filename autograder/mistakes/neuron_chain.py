"""What goes wrong in the chain of one input, link by link. Ids AC as in the catalogue, X06 ours."""

from autograder.mistakes.core import mistake
from autograder.truth import neuron as truth


def chained(trace, **changed):
    """The right trace, with some links made in another way: name -> f(trace so far).

    What follows a changed link is computed from it, as a student's program would.
    """
    t = {**trace}
    links = {
        "z": lambda t: t["w"] * t["x"] + t["b"],
        "a": lambda t: float(truth.ACTIVATIONS[t["act"]](t["z"])),
        "loss": lambda t: (t["a"] - t["y"]) ** 2,
        "dloss_da": lambda t: 2 * (t["a"] - t["y"]),
        "da_dz": lambda t: float(truth.act_backward(1.0, t["z"], t["act"])),
        "dloss_dz": lambda t: t["dloss_da"] * t["da_dz"],
        "dloss_dw": lambda t: t["dloss_dz"] * t["x"],
        "dloss_db": lambda t: t["dloss_dz"],
    }
    for name, link in (links | changed).items():
        t[name] = link(t)
    return t


@mistake("PN-04", "fill_trace")
def bias_forgotten(trace):
    """Already z is off, and with it what follows: the bias is not in it."""
    return chained(trace, z=lambda t: t["w"] * t["x"])


@mistake("X06-40", "fill_trace")
def loss_not_squared(trace):
    """Your loss is the miss itself, and can be negative. Asked for is its square."""
    return chained(trace, loss=lambda t: t["a"] - t["y"])


@mistake("X06-41", "fill_trace")
def without_the_two(trace):
    """From dloss_da on, everything is half as large as it should be. The slope of a square has a
    factor 2."""
    return chained(trace, dloss_da=lambda t: t["a"] - t["y"])


@mistake("X06-42", "fill_trace")
def target_minus_output(trace):
    """From dloss_da on, every sign is turned round. If a is too large, a larger a makes the loss
    grow: the slope is positive."""
    return chained(trace, dloss_da=lambda t: 2 * (t["y"] - t["a"]))


@mistake("X06-43", "fill_trace")
def slopes_added(trace):
    """From dloss_dz on it goes wrong: you have added the two slopes. Slopes in a row multiply."""
    return chained(trace, dloss_dz=lambda t: t["dloss_da"] + t["da_dz"])


@mistake("X06-44", "fill_trace")
def activation_skipped(trace):
    """Your dloss_dz is the same as dloss_da: the slope of the activation lies between them."""
    return chained(trace, dloss_dz=lambda t: t["dloss_da"])


@mistake("X06-45", "fill_trace")
def weight_times_weight(trace):
    """Only dloss_dw is off: you multiply by the weight. How fast does z change with w: what stands
    beside it in the product?"""
    return chained(trace, dloss_dw=lambda t: t["dloss_dz"] * t["w"])


@mistake("X06-46", "fill_trace")
def bias_times_itself(trace):
    """Only dloss_db is off: a factor b too many. If b grows by a bit, z grows by just that bit."""
    return chained(trace, dloss_db=lambda t: t["dloss_dz"] * t["b"])


@mistake("X06-47", "fill_trace")
def last_link_alone(trace):
    """Your dloss_dw is only the last link, the slope of z by w. The slope that comes in is missing
    as a factor."""
    return chained(trace, dloss_dw=lambda t: t["x"])


@mistake("X06-48", "fill_trace")
def weight_skips_the_activation(trace):
    """dloss_dz is right, but dloss_dw does not use it: there you went from dloss_da straight to the
    weight, past the activation."""
    return chained(trace, dloss_dw=lambda t: t["dloss_da"] * t["x"])


@mistake("AC-01", "fill_trace")
def slope_formula_on_z(trace):
    """Your da_dz puts z into a formula that is made for a. A slope of the sigmoid or of tanh is
    never negative."""

    def slope(t):
        z, relu = t["z"], float(t["z"] > 0)
        return {"sigmoid": z * (1 - z), "tanh": 1 - z**2, "relu": relu}[t["act"]]

    return chained(trace, da_dz=slope)


@mistake("X06-53", "fill_trace")
def one_slope_for_all(trace):
    """Your da_dz is the slope of the sigmoid, whatever the activation: it does not look at the word
    in act."""
    return chained(trace, da_dz=lambda t: t["a"] * (1 - t["a"]))


@mistake("X06-49", "fill_trace")
def bias_without_slope(trace):
    """Only dloss_db is off: it is always 1. That is the slope of z by b, the last link; the slope
    that comes in is missing as a factor."""
    return chained(trace, dloss_db=lambda t: 1.0)


@mistake("X06-50", "fill_trace")
def written_into_the_original(trace):
    """Your numbers are right, but they stand in the dict that came in. Make a new dict, and leave
    that one as it was."""
    trace.update(truth.fill_trace(trace))
    return trace


@mistake("X06-51", "fill_trace")
def da_dz_with_upstream(trace):
    """Your da_dz already contains dloss_da. It is a local slope: it asks only how fast a changes
    with z, and knows no loss."""
    return chained(
        trace,
        da_dz=lambda t: t["dloss_da"] * float(truth.act_backward(1.0, t["z"], t["act"])),
        dloss_dz=lambda t: t["da_dz"],
    )


@mistake("X06-52", "fill_trace")
def not_activated(trace):
    """Your a is z: the activation has not been applied on the way forward."""
    return chained(trace, a=lambda t: t["z"])
