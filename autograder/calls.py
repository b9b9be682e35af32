"""Inside the box: the child of a check, which calls the student's functions as it is told."""

from __future__ import annotations

import ctypes
import importlib
import inspect
import os
import sys
import threading
import warnings
from collections import deque

import frames
import numpy as np
import wire


class Calls:
    """The child of a check: calls functions of the namespace with what the trusted side sends."""

    def __init__(self, channel: frames.Channel, namespace: dict):
        self.channel, self.namespace, self.pid = channel, namespace, os.getpid()
        self.turn = threading.Lock()  # to ask the trusted side: a function may use threads
        self.own: dict[str, object] = {}  # the student's versions of functions that are lent
        self.waiting: deque[frames.Frame] = deque()  # calls that came before their turn

    def serve(self) -> None:
        """Answer calls until the socket closes."""
        np.seterr(all="ignore")  # a cell may have made them errors; the check ends this process
        warnings.simplefilter("ignore")
        while True:
            header, blobs = self.waiting.popleft() if self.waiting else self.channel.receive()
            reply, out = self.call(header, blobs)
            if os.getpid() != self.pid:
                os._exit(0)  # the function forked: only the process that was asked may answer
            self.channel.send({"id": header["id"], **reply}, out)

    def call(self, header: dict, blobs: list[bytes]) -> tuple[dict, list[bytes]]:
        """Call one function and describe what it did."""
        name, functions = header["function"], {}

        def function(k: int):
            return functions.setdefault(k, self.call_back(header["id"], k))

        args = wire.decode(header["args"], blobs, function, np.random.default_rng)
        known = [functions[k] for k in sorted(functions)]
        for lent, k in header["lent"].items():
            own = self.own.setdefault(lent, self.namespace.get(lent))
            self.namespace[lent] = self.lend(own, self.call_back(header["id"], k, known), known)
        luck, passes = global_luck(), forwards()
        out: list[bytes] = []
        try:
            if name not in self.namespace:
                return {"op": "missing"}, []
            plain, named = (args[:-1], args[-1]) if header["named"] else (args, {})
            value = driven(self.namespace[name], header["driver"])(*plain, **named)
            reply = {"op": "returned", "value": wire.encode(value, out)}
        except MemoryError:
            return {"op": "out_of_memory"}, []
        except BaseException as error:
            reply, out = {"op": "raised", "error": describe(error)}, []
        changed = list(changed_among(args, header["args"]["v"], blobs, known))
        told = {"touched": global_luck() != luck, "forwards": forwards() - passes}
        return {**reply, "changed": changed, **told}, out

    def call_back(self, call: str, k: int, known: list | None = None):
        """Return the function that asks the trusted side for the values of its k-th function.

        known: the functions that may stand among its arguments, None for none at all.
        """

        def f(*args, **named):
            if os.getpid() != self.pid:
                raise RuntimeError("This function cannot be used in another process.")
            blobs: list[bytes] = []
            tree = wire.encode((*args, named) if named else args, blobs, known and list(known))
            question = {"op": "cb", "id": call, "k": k, "args": tree, "named": bool(named)}
            with self.turn:
                self.channel.send(question, blobs)
                header, blobs = self.answer()
            if header["op"] == "value":
                return wire.decode(header["value"], blobs)
            raise ERRORS.get(header["error"], RuntimeError)(header["message"])

        return f

    def answer(self) -> frames.Frame:
        """Return the answer to a call-back; calls that were sent ahead of it wait."""
        while (frame := self.channel.receive())[0]["op"] == "call":
            self.waiting.append(frame)
        return frame

    @staticmethod
    def lend(own, reference, known: list):
        """Return what a student's function finds in place of its prerequisite `own`.

        The reference answers, on the trusted side. What cannot be sent there (a function of the
        student's, a large array) is left to `own`, and so is what it does not take: the student's
        own may have an argument more, or take another form of one.
        """

        def lent(*args, **kwargs):
            refusal = None
            if kwargs and callable(own):
                bound = inspect.signature(own).bind(*args, **kwargs)
                args, kwargs = bound.args, bound.kwargs
            functions = list(known)
            tree = wire.encode(args, [], functions)
            if not kwargs and len(functions) == len(known) and not wire.holds_other(tree):
                try:
                    return reference(*args)
                except NotLent:
                    pass
                except Exception as error:
                    refusal = error
            try:
                return own(*args, **kwargs)
            except Exception:
                if refusal is None:
                    raise
                raise refusal from None

        vars(lent).update(getattr(own, "__dict__", {}))
        return lent


class NotLent(Exception):
    """The trusted side does not answer this; see `lending.Lent`."""


ERRORS = {e.__name__: e for e in (TypeError, ValueError, ZeroDivisionError, OverflowError, NotLent)}


def driven(function, driver: str):
    """Return `function`, or what calls it with Nodes in the place of arrays: downslope.drivers."""
    return (
        importlib.import_module("downslope.drivers").driven(function, driver)
        if driver
        else function
    )


def changed_among(args: tuple, trees: list[dict], blobs: list[bytes], known: list):
    """Yield the positions of arguments that are no longer what `trees` and `blobs` brought."""
    place = 0  # of the next blob
    for k, (value, tree) in enumerate(zip(args, trees, strict=True)):
        now, end = [b""] * place, place + wire.arrays(tree)
        if tree["t"] != "rng":  # what a generator has given shows nowhere
            same = wire.encode(value, now, list(known)) == tree
            if not same or now[place:] != blobs[place:end]:
                yield k
        place = end


def forwards() -> int:
    """Return how often downslope's affine_forward has run: see downslope.tally."""
    return int(getattr(sys.modules.get("downslope.tally"), "forwards", 0))


def global_luck() -> bytes:
    """Return the state of numpy's global random generator, to see whether a call has moved it."""
    source = np.random.get_bit_generator()
    if not isinstance(source, np.random.MT19937):
        return repr(source.state).encode()
    # Its key (624 words) and place as they lie in memory: `source.state` takes 100 times as long.
    return ctypes.string_at(source.ctypes.state_address, 625 * 4)


def describe(error: BaseException) -> str:
    """Return "TypeError: …"; an exception's own text may itself fail."""
    name = type(error).__name__
    try:
        return f"{name}: {error}"[:2000]
    except BaseException:
        return name
