"""What Python and numpy complain about, in words that end in a remedy.

A table of patterns, tried from the top; the first that fits the line "TypeError: the message"
speaks. The messages are those of Python 3.11 and later and numpy 2. What stands in a pattern's
brackets may be used in its sentence; it is a name or a number, never more.
"""

from __future__ import annotations

import re

import numpy as np

from downslope.complaints_nodes import NODES
from downslope.sheet import Observed, Sheet

SHAPES = (
    "print the shapes of both just before this line; a `.T` or a `keepdims=True` may be missing"
)
NO_ARRAY = "turn it into an array first, `np.array(…)`, then numpy calculates with all entries"

TABLE: tuple[tuple[str, str], ...] = (
    *NODES,
    (
        r"NotImplementedError",
        "Nothing is written here yet: replace the `raise NotImplementedError` line by your code, "
        "run that cell, then run this one again.",
    ),
    (
        r"UnboundLocalError: .*'(\w+)'",
        "`{0}` is read before it has a value: give it one above the `if` or the loop that sets it.",
    ),
    (
        r"NameError: name '(\w+)' is not defined",
        "Python does not know the name `{0}`, which your function uses: is it spelt right, and was "
        "the cell that defines it run?",
    ),
    (
        r"NameError",
        "Python does not know a name that your function uses: is it spelt right, and was its cell "
        "run?",
    ),
    (
        r"TypeError: 'NoneType' object is not callable",
        "Round brackets stand behind something that is `None`, where no function was ever put: ask "
        "whether there is one before you call it.",
    ),
    (
        r"\w+Error: .*'?NoneType",
        "Something here is `None`: most often a function that your code calls has no `return`, or "
        "a method such as `list.append` was used for its result; print the values to find which.",
    ),
    (
        r"ValueError: The truth value of an (?:empty )?array",
        "`if`, `while`, `and`, `or` and `max` want one yes or no, but got a whole array: use "
        "`np.where` or `np.maximum` for an answer per entry, `.any()` or `.all()` for one answer.",
    ),
    (
        r"ValueError: matmul: Input operand \d does not have enough dimensions",
        "`@` multiplies arrays, and one of the two is a single number: write `*` for numbers, or, "
        "if it should be an array, find out where it has lost its axes.",
    ),
    (
        r"TypeError: unsupported operand type\(s\) for @",
        "`@` multiplies arrays, and here stands something else: write `*` for numbers, "
        "`np.array(…)` makes an array of a list.",
    ),
    (
        r"ValueError: setting an array element with a sequence.*inhomogeneous",
        "Things of different shapes stand in one list, and numpy cannot make an array of them: "
        "`np.maximum(a, b)` compares two entry by entry; rows of a table need the same length.",
    ),
    (
        r"ValueError: input operand has more dimensions than allowed",
        "`np.broadcast_to` repeats an array into a larger shape and cannot make it smaller: to get "
        "rid of an axis, add up along it.",
    ),
    (
        r"ValueError: matmul: .*\(size (\d+) is different from (\d+)\)",
        "`A @ B` needs as many columns in A as rows in B, but there are {1} and {0}: "
        + SHAPES + ".",
    ),
    (
        r"ValueError: shapes .* not aligned: (\d+) \(dim \d\) != (\d+)",
        "A matrix product needs as many columns on the left as rows on the right, but there are "
        "{0} and {1}: " + SHAPES + ".",
    ),
    (
        r"ValueError: (?:operands|non-broadcastable output operand|could not broadcast)",
        "Entry by entry, two shapes fit if their lengths agree from the right, or one of them is "
        "1: " + SHAPES + ".",
    ),
    (
        r"ValueError: cannot reshape array of size (\d+)",
        "An array of {0} entries was given a shape with another number of places: multiply the "
        "lengths of the new shape, they must make {0}.",
    ),
    (
        r"ValueError: Integers to negative integer powers",
        "numpy raises no whole numbers to a negative power: make them floats first, as in "
        "`2.0 ** -k`, or divide.",
    ),
    (
        r"(?:numpy\.\S*)?(?:_?UFunc\w*|TypeError): Cannot cast ufunc '\w+' output",
        "`+=` and its like cannot put fractions into an array of whole numbers: write "
        "`a = a + …`, which makes a new array, or start with floats.",
    ),
    (
        r"ValueError: setting an array element with a sequence|TypeError: float\(\) argument",
        "A whole array or list was put where one number belongs: print the shape of the right "
        "side, and choose one entry or the whole row on the left.",
    ),
    (
        r"TypeError: only (?:length-1|0-dimensional) arrays can be converted",
        "A function for one number (`float`, `int`, `math.exp`, …) was given a whole array: use "
        "numpy's own, such as `np.exp`, or add up first.",
    ),
    (
        r"ValueError: (?:not enough|too many) values to unpack|TypeError: cannot unpack",
        "The left side of `=` has another number of names than the right side has values: look at "
        "what the function returns, and in which order.",
    ),
    (
        r"IndexError: (?:index|list index|tuple index|string index).*out of (?:bounds|range)",
        "An index is past the end: places count from 0, so the last of n is n - 1; look at where "
        "the loop ends.",
    ),
    (
        r"(?:IndexError: too many indices|\S*AxisError: axis)",
        "The array has fewer axes than the code asks for, and axes count from 0: print its "
        "`.shape`.",
    ),
    (
        r"IndexError: only integers|TypeError: '(?:\w+\.)?float\d*' object cannot be interpreted"
        r"|TypeError: expected a sequence of integers"
        r"|TypeError: (?:list|tuple) indices must be",
        "An index or a count has to be a whole number, and lists take one at a time: `//` divides "
        "to a whole number, `/` never does; `grads[0][\"W\"]` opens a list, then a dict; and in "
        "`np.max(a, 0)` the second is an axis, `np.maximum(a, 0)` compares.",
    ),
    (
        r"TypeError: Cannot interpret '\d+' as a data type",
        "`np.zeros` and its like take the shape as one tuple: `np.zeros((2, 3))`, with two pairs "
        "of brackets.",
    ),
    (
        r"KeyError: '?(\w+)'?",
        "The dict has no entry `{0}`: keys have to be spelt exactly, capital letters included.",
    ),
    (
        r"KeyError",
        "The dict has no such entry yet: ask first, with `in`, or look it up with "
        "`.get(key, 0.0)`, which gives 0 where there is none.",
    ),
    (
        r"ZeroDivisionError",
        "A division by 0: ask what the number below the line is for this input, and what should "
        "happen when it is 0.",
    ),
    (
        r"OverflowError",
        "A number became too large for Python's own floats: use numpy's functions, and look for an "
        "exponent that grows without end.",
    ),
    (
        r"ValueError: (?:math domain error|expected a (?:positive|nonnegative) input)",
        "The logarithm or the root of a number for which there is none: look at its sign first.",
    ),
    (
        r"TypeError: unhashable type",
        "A list or an array was used as a key or put into a set: use a number, a text or a tuple, "
        "or did you mean square brackets?",
    ),
    (
        r"TypeError: \w+\.(\w+)\(\) takes \d+ positional",
        "`{0}` is a method: its `def` line begins with `self`, which Python hands over by itself; "
        "count the others after it.",
    ),
    (
        r"TypeError: .*\(\) (?:takes|missing|got an unexpected|got multiple)"
        r"|TypeError: .*expected at (?:most|least) \d+ argument",
        "A function is called with other arguments than its `def` line has: compare the two, and "
        "leave the `def` line of an exercise as it was.",
    ),
    (
        r"TypeError: '\S+' object is not callable",
        "Round brackets call a function, but here they stand behind a value: write `*` for a "
        "product, `[ ]` for an entry, and don't give a value the name of a function.",
    ),
    (
        r"TypeError: '(?:function|builtin_function_or_method|method|type|numpy\.\w+)' object is "
        r"not (?:subscriptable|iterable)",
        "Square brackets stand behind a function that was not called: call it first, with round "
        "brackets.",
    ),
    (
        r"TypeError: (?:'(?:\w+\.)?(?:int|float)\d*' object is not (?:subscriptable|iterable)"
        r"|object of type '(?:\w+\.)?(?:int|float)\d*' has no len"
        r"|iteration over a 0-d|len\(\) of unsized)|IndexError: invalid index to scalar",
        "A single number is used like a list: look at where it comes from, perhaps a sum or an "
        "index has already made one number out of an array.",
    ),
    (
        r"TypeError: '(?:tuple|str)' object does not support item assignment",
        "A tuple cannot be changed: make a list or an array, or build a new tuple.",
    ),
    (
        r"TypeError: (?:can only concatenate|can't multiply sequence|unsupported operand"
        r"|bad operand|must be real number|'[<>=]+' not supported)|TypeError: ufunc "
        r"|\S*UFuncTypeError",
        "`+`, `-`, `*` or `/` stands between things that don't calculate, such as a list, a dict, "
        "a text or a function: " + NO_ARRAY + ".",
    ),
    (
        r"AttributeError: '(?:list|tuple|float|int)' object has no attribute '(\w+)'",
        "`.{0}` belongs to arrays, and this is a list or a plain number: " + NO_ARRAY + ".",
    ),
    (
        r"AttributeError: 'numpy.ndarray' object has no attribute '(\w+)'",
        "An array has no `.{0}`: arrays don't grow, so collect in a list and make an array of it "
        "at the end; or is the name spelt wrong?",
    ),
    (
        r"AttributeError: .*has no attribute '(\w+)'",
        "There is no `.{0}` there: is the name spelt right, and is this the thing you think it is?",
    ),
    (
        r"RecursionError",
        "The function calls itself without end: does it call itself by mistake, or never reach "
        "its last case?",
    ),
    (
        r"(?:SyntaxError|IndentationError|TabError)",
        "Python could not read the code: look for a missing bracket, colon or quote, and for lines "
        "that don't start at the same column.",
    ),
)  # fmt: skip


def in_words(error: str) -> str | None:
    """The sentence for an exception written as "TypeError: the message", or None."""
    for pattern, sentence in TABLE:
        if found := re.match(pattern, error):
            return sentence.format(*found.groups())
    return None


def error_in_words(sheet: Sheet, seen: list[Observed]) -> str | None:
    """Put the first exception into words, naming the arguments whose shapes numpy speaks of."""
    position, error = next(((i, o.error) for i, o in enumerate(seen) if o.error), (0, ""))
    if seen[position].outcome == "missing":
        return None  # the message says it all
    words, owners = in_words(error), _owners(sheet, position, error)
    return " ".join(filter(None, (words, owners))) or None


def _owners(sheet: Sheet, position: int, error: str) -> str:
    """Which arguments have the shapes that stand in a message."""
    named = []
    for text in dict.fromkeys(re.findall(r"\((\d+(?:,\s?\d+)*),?\)", error)):
        shape = tuple(int(n) for n in text.split(","))
        owners = [
            argument
            for argument, value in zip(sheet.arguments, sheet.cases[position].args, strict=False)
            if isinstance(value, np.ndarray) and value.shape in (shape, shape[::-1])
        ]
        if owners:
            named.append(f"{shape} is the shape of {' or '.join(owners)} (or its transpose)")
    return f"({'; '.join(named)}.)" if named else ""
