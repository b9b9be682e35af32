"""A check's conversation with a fork of the submission's process: calls go in, data comes out."""

from __future__ import annotations

import contextlib
import marshal
import operator
import secrets
import socket
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from autograder import frames, wire
from autograder.lending import Lent, arrays_in
from autograder.plain import one_line
from downslope.sheet import Named, Observed, Seed

if TYPE_CHECKING:
    from autograder.box import Box


KEPT_BYTES = 1 << 17  # of call-backs of a case, what was asked and what was answered


class TooManyPoints(Exception):
    """A student's function asks ours for more values than any honest one needs."""


class Question:
    """The arguments of a call, encoded once for all who are asked it: data, and our functions.

    Raises TypeError if something in them cannot be sent.
    """

    def __init__(self, args: tuple):
        self.blobs: list[bytes] = []
        self.functions: list = []
        sent = tuple(wire.Generator(a.n) if isinstance(a, Seed) else a for a in args)
        self.tree = wire.encode(sent, self.blobs, self.functions)
        if wire.holds_other(self.tree):
            raise TypeError("A case holds an argument that cannot be sent into the box.")
        self.size = sum(map(len, self.blobs)) + len(str(self.tree))  # in bytes, about
        self.answers: dict[bytes, tuple] = {}  # to call-backs: a class asks much the same
        self.room = KEPT_BYTES  # for them
        self.count, self.named = len(args), bool(args) and isinstance(args[-1], Named)


class Fork:
    """Calls of one function, in a copy of the submission's process that nobody sees again.

    After a call that ends the copy (time, memory, death), the next call gets a fresh one.
    """

    def __init__(
        self,
        box: Box,
        function: str,
        lent: dict[str, Callable],
        call_seconds: float,
        driver: str,
    ):
        self.box, self.function, self.call_seconds = box, function, call_seconds
        self.driver = driver
        self.lent = {name: Lent(reference) for name, reference in lent.items()}
        self._channel: frames.Channel | None = None
        self._forked: Callable[[], object] = lambda: None  # waits until there is a copy

    def __enter__(self) -> Fork:
        self._begin()
        return self

    def __exit__(self, *error) -> None:
        self._end()

    def _begin(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self._forked = self.box.begin_fork(theirs.fileno())
        self._channel = frames.Channel(ours)

    def _end(self) -> None:
        """Kill the copy and all it started; if that fails, the box, which the next use tells."""
        channel, self._channel = self._channel, None
        if channel is not None:
            channel.close()
            self.box.end_fork()

    def call(self, args: tuple | Question) -> Observed:
        """Call the function with copies of `args`; callables in them are evaluated on this side.

        Outcome "missing" if there is no such name. Raises BoxDied if the whole box is gone and
        TypeError if an argument cannot be sent.
        """
        question = args if isinstance(args, Question) else Question(args)
        return next(self.calls([question]))

    def calls(self, questions: Iterable[Question]) -> Iterator[Observed]:
        """Call the function once a question, and send the next ones meanwhile; see `call`.

        It is over after a call that ends the copy.
        """
        if self._channel is None:
            self._begin()
        size = operator.attrgetter("size")
        for question, request in frames.sent_ahead(questions, size, self._send):
            forked, self._forked = self._forked, lambda: None
            forked()
            yield self._observe(question, request)
            if self._channel is None:
                return

    def _send(self, question: Question) -> tuple[Question, str]:
        """Ask a question; that this fails is seen when there is no answer."""
        request, count = secrets.token_hex(8), len(question.functions)
        lent = {name: count + k for k, name in enumerate(self.lent)}
        header = {"op": "call", "id": request, "function": self.function, "args": question.tree}
        header |= {"named": question.named, "lent": lent, "driver": self.driver}
        with contextlib.suppress(EOFError, OSError, frames.FrameError):
            self._channel.send(header, question.blobs, time.monotonic() + self.call_seconds)
        return question, request

    def _observe(self, question: Question, request: str) -> Observed:
        asked: list = []
        over = False
        try:
            observed = self._converse(question, request, asked)
        except TimeoutError:
            observed, over = Observed("timed_out"), True
        except (EOFError, OSError, frames.FrameError, wire.WireError):
            observed, over = Observed("died"), True
        except TooManyPoints:
            most = self.box.limits.call_backs
            error = f"RuntimeError: the given function was asked for more than {most} values"
            observed, over = Observed("raised", error=error), True
        if over or observed.outcome == "out_of_memory":
            self._end()
        return replace(observed, asked=tuple(asked))

    def _converse(self, question: Question, request: str, asked: list) -> Observed:
        deadline = time.monotonic() + self.call_seconds
        entries = 0
        functions = [*question.functions, *self.lent.values()]
        while True:
            header, blobs = self._channel.receive(deadline)
            if header.get("id") != request:
                raise wire.WireError("The answer belongs to no question.")
            if header.get("op") != "cb":
                return _observed(header, blobs, self.function, question.count)
            room = self.box.limits.call_backs - len(asked)
            answer, out, points = _remembered(question, functions, header, blobs, room)
            asked += points
            entries += sum(map(np.size, points))
            if entries > self.box.limits.asked_entries:
                raise TooManyPoints
            self._channel.send(answer, out, deadline)


def _remembered(
    question: Question, functions: list, header: dict, blobs, room: int
) -> tuple[dict, list, list]:
    """As `_evaluate`; answers are kept, as long as there is room for them.

    They depend on nothing but what was asked: the case's functions and references are ours.
    """
    count = len(question.functions)
    if sum(map(len, blobs)) > question.room:
        return _evaluate(functions, count, header, blobs, room)
    try:
        key = marshal.dumps((header.get("k"), header.get("args"), header.get("named"), blobs), 2)
    except ValueError:  # too deep, which Python 3.13's JSON is not
        return _evaluate(functions, count, header, blobs, room)
    known = question.answers.get(key)
    if known and room > len(key):  # so `room` is enough for all entries of the arrays in it
        return known
    evaluated = _evaluate(functions, count, header, blobs, room)
    size = len(key) + sum(map(len, evaluated[1])) + len(str(evaluated[0]))
    if size <= question.room:
        question.room -= size
        question.answers[key] = evaluated
    return evaluated


def _evaluate(
    functions: list, count: int, header: dict, blobs, room: int
) -> tuple[dict, list, list]:
    """Return the answer to a call-back, its blobs and the points that were asked for.

    functions: the first `count` are the case's; references on loan follow, and only these may be
    given one of the case's. Raises TooManyPoints for more than `room` points, WireError for a
    malformed call-back.
    """
    k = header.get("k")
    if type(k) is not int or not 0 <= k < len(functions):
        raise wire.WireError("The call-back is malformed.")
    given = functions[:count].__getitem__ if k >= count else None
    args = wire.decode(header.get("args"), blobs, given)
    if not isinstance(args, tuple):
        raise wire.WireError("The call-back is malformed.")
    named = {}
    if header.get("named") is True:  # the last of them holds keyword arguments
        *args, named = args or (None,)
        if not isinstance(named, dict) or not all(isinstance(name, str) for name in named):
            raise wire.WireError("The call-back is malformed.")
    counted = arrays_in([*args, named]) if k < count else args  # a loan has limits of its own
    if room < 1 or sum(x.size for x in counted if isinstance(x, np.ndarray)) > room:
        raise TooManyPoints
    out: list[bytes] = []
    points: list = []
    try:
        points = functions[k].points(*args, **named)
        with np.errstate(all="ignore"):
            value = wire.encode(functions[k](*args, **named), out)
        return {"op": "value", "value": value}, out, points
    except Exception as error:  # raised by our function at the student's point: theirs to see
        message = {"error": type(error).__name__, "message": one_line(str(error))}
        return {"op": "error", **message}, [], points


def _observed(header: dict, blobs, function: str, count: int) -> Observed:
    changed = header.get("changed", [])
    if not isinstance(changed, list) or len(changed) > count:
        raise wire.WireError("The answer is malformed.")
    if not all(type(k) is int and 0 <= k < count for k in changed):
        raise wire.WireError("The answer is malformed.")
    changed = tuple(changed)
    match header.get("op"), header.get("error"):
        case "returned", None:
            value, touched = wire.decode(header.get("value"), blobs), header.get("touched") is True
            forwards = header.get("forwards", 0)
            if type(forwards) is not int or forwards < 0:
                raise wire.WireError("The answer is malformed.")
            return Observed("returned", value, "", changed, touched=touched, forwards=forwards)
        case "raised", str(error):
            return Observed("raised", error=one_line(error), changed=changed)
        case "out_of_memory", None:
            return Observed("out_of_memory")
        case "missing", None:
            return Observed("missing", error=f"NameError: name '{function}' is not defined")
    raise wire.WireError("The answer is malformed.")
