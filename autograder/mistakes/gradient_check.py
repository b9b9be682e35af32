"""What goes wrong when two gradients are compared."""

import numpy as np

from autograder.mistakes.core import mistake
from autograder.truth.gradient import numerical_gradient, relative_error


def _ratio(a, b, size, none=0.0):
    """|a - b| / size, `none` where size is 0."""
    return float(np.linalg.norm(a - b) / size) if size else none


def _lengths(a, b):
    return float(np.linalg.norm(a)), float(np.linalg.norm(b))


@mistake("FD-05", "relative_error")
def signed_ratios(a, b):
    """Your error can be negative, and then it is smaller than every tolerance. Take the lengths of
    whole arrays, and think of 0/0 as well."""
    return float(np.max((a - b) / (a + b)))


@mistake("X03-40", "relative_error")
def not_symmetric(a, b):
    """You divide by the second gradient alone, so it matters which one comes first. Which size
    treats both alike?"""
    return _ratio(a, b, _lengths(a, b)[1], none=float("nan"))


@mistake("X03-41", "relative_error")
def not_safe_at_zero(a, b):
    """Right, except where both gradients are zero: 0/0 is not a number. Two zero gradients agree,
    so ask for this case first."""
    return float(np.linalg.norm(a - b) / np.float64(sum(_lengths(a, b))))


@mistake("X03-42", "relative_error")
def zeros_disagree(a, b):
    """Right, except where both gradients are zero: they agree completely, so how large is the
    error?"""
    return _ratio(a, b, sum(_lengths(a, b)), none=1.0)


@mistake("X03-43", "relative_error")
def length_of_the_sum(a, b):
    """You divide by the length of the sum of the two. Add their lengths instead: opposite
    gradients would cancel and make you divide by 0."""
    return float(np.linalg.norm(a - b) / np.float64(np.linalg.norm(a + b)))


@mistake("X03-44", "relative_error")
def difference_of_the_lengths(a, b):
    """You compare the lengths only. Two arrows of one length may point in opposite directions:
    take the length of the difference."""
    one, other = _lengths(a, b)
    return abs(one - other) / (one + other) if one + other else 0.0


@mistake("X03-45", "relative_error")
def absolute(a, b):
    """That is how far they are apart, in units of the gradient. A relative error compares it with
    the size of the two."""
    return float(np.linalg.norm(a - b))


@mistake("X03-46", "relative_error")
def larger_of_the_two(a, b):
    """You divide by the longer of the two; asked for is the sum of both lengths."""
    return _ratio(a, b, max(_lengths(a, b)))


@mistake("X03-47", "relative_error")
def epsilon_below(a, b):
    """Right for gradients of ordinary size. For tiny ones the small number that you add below the
    line is larger than they are: treat 0/0 as a case of its own."""
    return _ratio(a, b, sum(_lengths(a, b)) + 1e-8)


@mistake("X03-48", "relative_error")
def without_roots(a, b):
    """You compare squares of lengths; the roots are missing."""
    size = float(np.sum(a * a) + np.sum(b * b))
    return float(np.sum((a - b) ** 2)) / size if size else 0.0


@mistake("X03-49", "relative_error")
def sums_of_sizes(a, b):
    """You add the sizes of the entries. A length is the root of the sum of their squares
    (Pythagoras)."""
    size = float(np.sum(np.abs(a)) + np.sum(np.abs(b)))
    return float(np.sum(np.abs(a - b))) / size if size else 0.0


@mistake("X03-50", "relative_error")
def another_norm(a, b):
    """Right for a row of numbers, wrong for a table: the order 2 means something else there. The
    length uses all entries alike."""
    order = 2 if a.ndim == 2 else None
    size = np.linalg.norm(a, order) + np.linalg.norm(b, order)
    return float(np.linalg.norm(a - b, order) / size) if size else 0.0


@mistake("X03-51", "relative_error")
def one_error_an_entry(a, b):
    """You return one error an entry. One number for the two gradients as wholes is asked for."""
    return np.abs(a - b) / np.where(a == b, 1.0, np.abs(a) + np.abs(b))


def _verdict(f, grad_f, w, compare):
    """Compare what grad_f says with the numerical gradient."""
    return bool(compare(np.asarray(grad_f(w)), numerical_gradient(f, w)))


@mistake("X03-60", "check_gradient")
def always_true(f, grad_f, w, tol=1e-6):
    """You accept every gradient, also the wrong ones. What has to be small before you say True?"""
    return True


@mistake("X03-61", "check_gradient")
def turned_round(f, grad_f, w, tol=1e-6):
    """Just the other way round: a small error means that the gradient is right."""
    return _verdict(f, grad_f, w, lambda a, b: not relative_error(a, b) < tol)


@mistake("X03-62", "check_gradient")
def the_error_itself(f, grad_f, w, tol=1e-6):
    """You return the error. Asked for is the verdict: is it less than the tolerance, True or
    False?"""
    return relative_error(grad_f(w), numerical_gradient(f, w))


@mistake("X03-63", "check_gradient")
def own_tolerance(f, grad_f, w, tol=1e-6):
    """Your verdict does not depend on the tolerance: use the one that you are given."""
    return _verdict(f, grad_f, w, lambda a, b: relative_error(a, b) < 1e-6)


@mistake("X03-64", "check_gradient")
def generous(f, grad_f, w, tol=1e-6):
    """You let a gradient pass that is 0.1 % off. A right one agrees to nine digits or so: is your
    own tolerance too generous?"""
    return _verdict(f, grad_f, w, lambda a, b: relative_error(a, b) < max(tol, 1e-2))


@mistake("X03-65", "check_gradient")
def absolute_difference(f, grad_f, w, tol=1e-6):
    """You compare the plain difference with the tolerance. Where the ground is very steep that
    refuses right gradients, where it is almost level it accepts wrong ones: use the relative
    error."""
    return _verdict(f, grad_f, w, lambda a, b: np.linalg.norm(a - b) < tol)


@mistake("X03-66", "check_gradient")
def allclose(f, grad_f, w, tol=1e-6):
    """Your comparison has tolerances of its own, one of them absolute: almost level ground passes
    whatever its gradient is. Use the relative error and the tolerance you are given."""
    return _verdict(f, grad_f, w, np.allclose)


@mistake("X03-67", "check_gradient")
def lengths_only(f, grad_f, w, tol=1e-6):
    """You compare the lengths of the two gradients, not their directions. What about one that
    points the other way?"""

    def compare(a, b):
        one, other = _lengths(a, b)
        return abs(one - other) / (one + other) < tol

    return _verdict(f, grad_f, w, compare)


@mistake("X03-68", "check_gradient")
def first_entry_only(f, grad_f, w, tol=1e-6):
    """You look at the first entry only. A gradient is right when all of it is."""
    return _verdict(f, grad_f, w, lambda a, b: relative_error(a.flat[0], b.flat[0]) < tol)


@mistake("X03-69", "check_gradient")
def sums_only(f, grad_f, w, tol=1e-6):
    """You compare the sums of the two gradients. Entries that have changed places, or errors that
    cancel, go unseen."""
    return _verdict(f, grad_f, w, lambda a, b: relative_error(np.sum(a), np.sum(b)) < tol)


@mistake("X03-70", "check_gradient")
def direction_only(f, grad_f, w, tol=1e-6):
    """You compare directions only: a gradient that is too long or too short passes."""

    def compare(a, b):
        return relative_error(a / np.linalg.norm(a), b / np.linalg.norm(b)) < tol

    return _verdict(f, grad_f, w, compare)


@mistake("X03-71", "check_gradient")
def one_sided_reference(f, grad_f, w, tol=1e-6):
    """You refuse right gradients: what you compare with is not exact enough. Does it look to both
    sides?"""

    def one_sided(w, h=1e-4):
        steps = h * np.eye(w.size).reshape(w.size, *w.shape)
        return np.array([(f(w + s) - f(w)) / h for s in steps]).reshape(w.shape)

    return bool(relative_error(grad_f(w), one_sided(np.asarray(w))) < tol)


@mistake("X03-72", "check_gradient")
def accepts_nan(f, grad_f, w, tol=1e-6):
    """A gradient that holds NaN passes: no comparison with NaN is ever true, so ask whether the
    error is small, not whether it is large."""
    return not relative_error(grad_f(w), numerical_gradient(f, w)) >= tol


@mistake("X03-73", "check_gradient")
def in_words(f, grad_f, w, tol=1e-6):
    """You answer in words; True or False is asked for."""
    return "right" if relative_error(grad_f(w), numerical_gradient(f, w)) < tol else "wrong"


@mistake("X03-74", "check_gradient")
def compares_with_the_height(f, grad_f, w, tol=1e-6):
    """You compare the gradient with the height. What it has to agree with is the gradient that you
    measure."""
    return bool(relative_error(np.asarray(grad_f(w)), np.full(np.shape(w), f(w))) < tol)
