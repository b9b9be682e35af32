"""The tape recorder (13): a small calculation is recorded, and then played backwards.

Forward, every step goes onto the tape with its value. Backward, each step hands its blame on, times
a slope that is *measured* here (by a complex step), and where ways meet the pieces add up. The
steps take their turns in the order of the tape, read backwards; in that of the student's own
`toposort`, if it is given; or as somebody may imagine it, straight on through the parents, which
counts too much.
"""

from __future__ import annotations

import numpy as np
import traitlets

from downslope import stills_recorder, take_home
from downslope.demo import Demo, Trouble, call, module, name_of, style
from downslope.programs import PROGRAMS, Program
from downslope.tape import Node

PLACES = tuple(round(-3 + 0.25 * k, 2) for k in range(25))  # of the slider for x
TOLERANCE = 1e-6
H = 1e-30  # of the complex step, which is exact to the last digit


class TapeRecorder(Demo):
    """A calculation as a web of steps, the tape below it, and a walk back with its additions.

    `order` is the student's toposort(node) -> list of Nodes; `state` how another recorder stood.

    Traits: `program` (a key of PROGRAMS), `x` (the number that goes in, one of PLACES), `naive` (no
    order: every piece of blame is handed on at once), `moment` (0: an empty tape).
    """

    _esm = module("recorder.js")
    _css = style("recorder.css", "share.css")
    STATE = ("program", "x", "naive", "moment")
    CONTROLS = ("walk", "program", "x", "naive", "table", "share")

    program = traitlets.Enum(tuple(PROGRAMS), "x² + 3x").tag(sync=True)
    x = traitlets.Float(2.0).tag(sync=True)
    naive = traitlets.Bool(False).tag(sync=True)
    moment = traitlets.Int(0).tag(sync=True)
    scene = traitlets.Dict().tag(sync=True)
    run = traitlets.Dict().tag(sync=True)

    def __init__(self, *, order=None, state=None, **traits):
        self._order = order
        scene = {"programs": list(PROGRAMS), "places": list(PLACES)}
        super().__init__(scene=scene, **traits)
        self._set_run()
        self.observe(self._set_run, ["program", "x", "naive"])
        self.restore(state)

    @traitlets.validate("x")
    def _check_x(self, proposal):
        return min(PLACES, key=lambda place: abs(place - proposal["value"]))

    # ---- the numbers

    def slopes(self, program: Program, values: list[float]) -> list[float]:
        """The slope of the child by the parent, for each edge of the program, as measured."""
        found = []
        for child, place in program.edges:
            line = program.lines[child]
            inputs = [values[p] for p in line.parents]
            inputs[place] += H * 1j
            found.append(float(np.imag(line.operation(*inputs)) / H))
        return found

    def turns(self, program: Program) -> tuple[list[int], str]:
        """Positions of the steps in the order in which they were made, and what is wrong with it.

        The order is the student's, where it can be used.
        """
        made = list(range(len(program.lines)))
        if self._order is None:
            return made, ""
        nodes: list[Node] = []
        for line in program.lines:
            nodes.append(Node(0.0, [nodes[p] for p in line.parents], lambda g: ()))
        name, instead = name_of(self._order), "So here is the order of the tape."
        try:
            found = call(self._order, nodes[-1])
        except Trouble as trouble:
            return made, f"{trouble} {instead}"
        places = {id(node): k for k, node in enumerate(nodes)}
        if not isinstance(found, (list, tuple)) or not all(id(n) in places for n in found):
            return made, f"{name} has to return a list of Nodes. {instead}"
        turns = [places[id(n)] for n in found]
        if not turns or turns[-1] != made[-1]:
            return made, f"In {name}'s list the last Node has to be the target. {instead}"
        return turns, ""

    def handed_on(self, program: Program, naive: bool) -> list[int]:
        """The edges along which blame is handed on, one after the other."""
        edges_of: dict[int, list[int]] = {}
        for edge, (child, _) in enumerate(program.edges):
            edges_of.setdefault(child, []).append(edge)
        if not naive:
            turns, _ = self.turns(program)
            return [edge for k in reversed(turns) for edge in edges_of.get(k, ())]
        found: list[int] = []

        def go(k):
            found.extend(edges_of.get(k, ()))
            for edge in edges_of.get(k, ()):
                go(program.parent(edge))

        go(len(program.lines) - 1)
        return found

    def play(self, x: float) -> dict[str, list[float]]:
        """All numbers for this x: "values", "slopes" (one an edge), "pieces" and "sums" (one for
        each time that blame is handed on: what arrives, and what the parent has then), "measured"
        (the slope of the last value by x, all at once)."""
        program = PROGRAMS[self.program]
        values = [float(value) for value in program.values(x)]
        slopes = self.slopes(program, values)
        blame = {len(values) - 1: 1.0}
        pieces, sums = [], []
        for edge in self.handed_on(program, self.naive):
            child, parent = program.edges[edge][0], program.parent(edge)
            pieces.append(slopes[edge] * blame.get(child, 0.0))
            blame[parent] = blame.get(parent, 0.0) + pieces[-1]
            sums.append(blame[parent])
        measured = [float(np.imag(program.values(x + H * 1j)[-1]) / H)]
        return {"values": values, "slopes": slopes, "pieces": pieces, "sums": sums,
                "measured": measured}  # fmt: skip

    def answer(self, content: dict) -> None:
        """Send the numbers of every place of x: a table with one row a place."""
        if "sweep" in content:
            table = np.array([np.concatenate(list(self.play(x).values())) for x in PLACES])
            which = {"program": self.program, "naive": self.naive}
            self.send({"sweep": which}, [np.ascontiguousarray(table).tobytes()])

    # ---- the words

    def words(self, program: Program, run: dict, edges: list[int]) -> list[str]:
        """What the status line says at each moment."""
        says = ["The tape is empty. Press Next: every step goes onto it."]
        for line, value in zip(program.lines, run["values"], strict=True):
            how = "is given" if not line.parents else "is recorded"
            says.append(f"{line.text}: {line.name} = {shown(value)} {how}.")
        last = program.lines[-1].name
        says.append(f"Here the tape turns. {last} begins with blame 1: d{last}/d{last}.")
        before: dict[int, float] = {}
        for edge, piece, total in zip(edges, run["pieces"], run["sums"], strict=True):
            child, parent = program.edges[edge][0], program.parent(edge)
            names = program.lines[child].name, program.lines[parent].name
            text = f"{names[0]} hands slope × blame = {shown(piece)} on to {names[1]}"
            if parent in before:
                text += f", which has {shown(before[parent])} already: together {shown(total)}"
            before[parent] = total
            says.append(f"{text}.")
        right = shown(run["measured"][0])
        end = f"d{last}/dx = {shown(before.get(0, 0.0))}; measured directly it is {right}."
        wrong = self._wrong(run, before.get(0, 0.0))
        says[-1] += f" {end}{' ⚠ Too much was handed on, or too early.' if wrong else ''}"
        return says

    @staticmethod
    def _wrong(run: dict, found: float) -> bool:
        right = run["measured"][0]
        return bool(abs(found - right) > TOLERANCE * max(1.0, abs(right)))

    def _set_run(self, _change=None):
        program, run = PROGRAMS[self.program], self.play(self.x)
        edges = self.handed_on(program, self.naive)
        trouble = "" if self.naive else self.turns(program)[1]
        words = [f"{trouble} {text}".strip() for text in self.words(program, run, edges)]
        of_x = [s for e, s in zip(edges, run["sums"], strict=True) if program.parent(e) == 0]
        self.run = {
            **run,
            "program": self.program,
            "naive": self.naive,
            "x": self.x,
            "names": [line.name for line in program.lines],
            "texts": [line.text for line in program.lines],
            "spots": [list(line.spot) for line in program.lines],
            "edges": [[child, program.parent(e)] for e, (child, _) in enumerate(program.edges)],
            "events": edges,
            "words": words,
            "wrong": self._wrong(run, of_x[-1] if of_x else 0.0),
            "trouble": bool(trouble),
        }
        last = len(words) - 1
        if self.moment > last:
            self.moment = last
        self.status = words[-1]

    def code(self):
        """Return Python that finds the numbers that are shown, for a notebook."""
        return take_home.recorder(self, self._order)

    def picture(self):
        """Return the still picture: the calculation with its values, slopes and blame."""
        return stills_recorder.web(self.run)

    def describe(self) -> str:
        """Return the picture in words."""
        run = self.run
        forward = ", ".join(
            f"{n} = {shown(v)}" for n, v in zip(run["names"], run["values"], strict=True)
        )
        pieces = [
            f"{run['names'][run['edges'][e][0]]} to {run['names'][run['edges'][e][1]]} {shown(p)}"
            for e, p in zip(run["events"], run["pieces"], strict=True)
        ]
        back = ", ".join(pieces)
        return f"Forward: {forward}. Blame handed on, in this order: {back}. {self.status}"


def shown(value: float) -> str:
    """A number for people: at most three digits behind the point, a real minus sign."""
    text = f"{value + 0.0:.3f}".rstrip("0").rstrip(".")
    return text.replace("-", "−") if text not in ("-0", "0") else "0"
