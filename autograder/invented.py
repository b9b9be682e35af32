"""An invented class: the key, blanks, known mistakes, correct variants and a few attacks.

Made from the very files that the tests use, so that a first look at the grader is an honest one.
"""

from __future__ import annotations

import ast
import copy
import inspect
import itertools
import json
import random
import sys
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from autograder import attacks, checks, layout, mistakes, variants

FIRST = [
    "Ada",
    "Alan",
    "Barbara",
    "Carl",
    "Dana",
    "Edsger",
    "Emmy",
    "Frances",
    "Grace",
    "Hedy",
    "Ida",
    "Jean",
    "Katherine",
    "Leslie",
    "Lise",
    "Mary",
    "Maryam",
    "Niklaus",
    "Olga",
    "Paul",
    "Radia",
    "Rosalind",
    "Sofia",
    "Sophie",
    "Tim",
    "Ursula",
    "Vera",
    "Wanda",
    "Yoshua",
    "Zuse",
]
SHARES = {"key": 3, "blank": 2, "mistake": 13, "variant": 5, "noisy": 1, "attack": 6}
TRICKS = (
    "skip_execution_tags",
    "published_score",
    "replaced_check",
    "broken_json",
)
ACCIDENTS = ("endless_loop", "ends_the_interpreter")  # in one function, all others being right


@dataclass(frozen=True)
class Invented:
    """One invented student: a name, what was done, and the file handed in."""

    student: str
    story: str
    data: bytes


def standalone(function: Callable, name: str) -> str:
    """Source text that defines `function` under `name`, with the helpers of its module it uses."""
    module = sys.modules[function.__module__]
    tree = ast.parse(inspect.getsource(module))
    defined = {
        target: node
        for node in tree.body
        for target in _targets(node)
        if not isinstance(node, (ast.Import, ast.ImportFrom))
    }
    needed, queue = [], [function.__name__]
    while queue:
        current = queue.pop()
        if current in needed or current not in defined:
            continue
        needed.append(current)
        queue += [n.id for n in ast.walk(defined[current]) if isinstance(n, ast.Name)]
    wanted = {id(defined[n]) for n in needed}
    used = {n.id for k in needed for n in ast.walk(defined[k]) if isinstance(n, ast.Name)}
    parts = []
    for node in tree.body:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            source = getattr(node, "module", None) or node.names[0].name
            if not source.startswith(("autograder", "__future__")) and used & set(_targets(node)):
                parts.append(ast.unparse(node))
        elif id(node) in wanted:
            parts.append(ast.unparse(_bare(node)))
    return "\n\n".join([*parts, f"{name} = {function.__name__}"]) + "\n"


def _targets(node: ast.stmt) -> list[str]:
    """The names that a top-level statement defines."""
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        return [node.name]
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return [(alias.asname or alias.name).split(".")[0] for alias in node.names]
    if isinstance(node, ast.Assign):
        return [t.id for t in node.targets if isinstance(t, ast.Name)]
    return []


def _bare(node: ast.stmt) -> ast.stmt:
    """The statement without decorators and docstring, which would give the game away."""
    node = copy.deepcopy(node)
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        node.decorator_list = []
        if ast.get_docstring(node) and len(node.body) > 1:
            node.body = node.body[1:]
    return node


class Desk:
    """Where notebooks are filled in: the released one, the key, and ways to differ from it."""

    def __init__(self, root: Path, assignment: str):
        self.assignment = assignment
        self.released = json.loads(layout.release_path(root, assignment).read_text("utf-8"))
        solved = json.loads(layout.source_path(root, assignment).read_text("utf-8"))
        self.solution = {c["id"]: _unmarked("".join(c["source"])) for c in solved["cells"]}
        self.stub = {c["id"]: "".join(c["source"]) for c in self.released["cells"]}
        self.functions = [e.function for e in checks.of_assignment(assignment)]

    def blank(self) -> dict:
        """The released notebook, nothing filled in."""
        return copy.deepcopy(self.released)

    def key(self, but: dict[str, str] | None = None) -> dict:
        """Everything solved, except that the functions in `but` get this text instead."""
        notebook = self.blank()
        for cell in notebook["cells"]:
            nbgrader = cell["metadata"].get("nbgrader", {})
            if nbgrader.get("solution"):
                cell["source"] = self.solution[cell["id"]]
            if cell["id"] in (but or {}):
                cell["source"] = but[cell["id"]]
        return notebook

    def only(self, function: str) -> dict:
        """One function solved, the others left as released."""
        notebook = self.blank()
        for cell in notebook["cells"]:
            if cell["id"] == function:
                cell["source"] = self.solution[function]
        return notebook


def _unmarked(source: str) -> str:
    """The text of a solved cell without nbgrader's markers."""
    return "\n".join(line for line in source.split("\n") if "### " not in line)


NOISY = textwrap.dedent(
    """\
    import sys, warnings
    def noisy(f):
        def g(*args, **kwargs):
            print("working on it", file=sys.stderr)
            warnings.warn("overflow encountered in exp", RuntimeWarning)
            return f(*args, **kwargs)
        return g
    """
)


def noisy(desk: Desk, function: str) -> str:
    """The key's text of `function`, made to warn and to print to stderr whenever it is called."""
    return f"{NOISY}\n{desk.solution[function]}\n{function} = noisy({function})\n"


def invent(root: Path, assignment: str, students: int, seed: int, hostile: bool) -> list[Invented]:
    """Invent a class. hostile: include the attacks (only where a box protects the machine)."""
    rng = random.Random(seed)
    desk = Desk(root, assignment)
    total = sum(SHARES.values())
    stories = [
        kind
        for kind, share in SHARES.items()
        for _ in range(max(1, round(students * share / total)))
    ]
    stories = (stories + ["mistake"] * students)[:students]
    if not hostile:
        stories = ["mistake" if kind == "attack" else kind for kind in stories]
    wrong = [(f, m) for f in desk.functions for m in mistakes.KNOWN.get(f, ())]
    right = [(f, v) for f in desk.functions for v in variants.KNOWN.get(f, ()) if not v.loses]
    rng.shuffle(wrong)
    rng.shuffle(right)
    rng.shuffle(stories)
    tricks = itertools.cycle(TRICKS + ACCIDENTS)
    class_ = []
    for k, kind in enumerate(stories):
        if kind == "mistake":
            function, known = wrong[k % len(wrong)]
            notebook = desk.key({function: standalone(known.function, function)})
            story = f"makes the mistake {known.id} in {function}"
        elif kind == "variant":
            function, version = right[k % len(right)]
            notebook = desk.key({function: standalone(version.function, function)})
            story = f"solves {function} in another style ({version.id})"
        elif kind == "noisy":
            function = desk.functions[0]
            notebook = desk.key({function: noisy(desk, function)})
            story = "right, but warns and prints to stderr"
        elif kind == "attack":
            name = next(tricks)
            trick, last = attacks.KNOWN[name], desk.functions[-1]
            start = desk.key({last: desk.stub[last]}) if name in ACCIDENTS else desk.blank()
            notebook, story = trick.make(start), f"attack {trick.id}: {trick.trick}"
        else:
            notebook = desk.key() if kind == "key" else desk.blank()
            story = {"key": "the key", "blank": "hands in the blank notebook"}[kind]
        data = notebook if isinstance(notebook, bytes) else _bytes(notebook)
        class_.append(Invented(_name(k), story, data))
    return class_


def _bytes(notebook: dict) -> bytes:
    return (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode()


def _name(k: int) -> str:
    return FIRST[k % len(FIRST)].lower() + (str(k // len(FIRST) + 1) if k >= len(FIRST) else "")


def hand_in(class_: list[Invented], submitted: Callable[[str], Path], assignment: str) -> None:
    """Write the invented notebooks to `submitted(student)`/<assignment>.ipynb."""
    for student in class_:
        path = submitted(student.student) / f"{assignment}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(student.data)
