"""The notebook inside the box: an IPython shell that keeps what its cells print and show.

Outputs are kept as small dicts, {"kind": "stream" | "display" | "error", …}, in the order in
which they arose; their size is limited while they arrive. Magics and `!` lines do nothing but say
so, except the timing ones, which run the code they time.
"""

from __future__ import annotations

import ast
import base64
import builtins
import contextlib
import copy
import io
import os
import re
import sys
import warnings
from types import CodeType

from IPython.core.compilerop import CachingCompiler
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

MAX_OUTPUTS = 200
MAX_IMAGE = 4 << 20
MAX_TRACEBACK = 20_000
# What IPython might change before Python sees it: magics, shell commands, help, prompts, an empty
# or indented beginning. Anything else it only looks at, token by token.
_NOT_PLAIN = re.compile(
    r"\A\s|^\s*(?:[%!?/,;]|>>>|\.\.\.|In \[)|=\s*[%!]|^(?!\s*#).*\?\s*$", re.MULTILINE
)
_ANSI = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")
_TRANSPARENT = {"time", "timeit", "capture", "prun"}  # magics around code that must still run


class Outputs:
    """What the current cell has put out; `limit` counts the characters of a cell's text."""

    limit = 200_000

    def __init__(self):
        self.clear()

    def clear(self) -> None:
        """Forget everything and start a new cell."""
        self.items: list[dict] = []
        self.left, self.images_left, self.cut = self.limit, 4 * MAX_IMAGE, False

    def text(self, name: str, text: str) -> None:
        """Add text to a stream; beyond the limit one line marks the cut and the rest is lost."""
        kept = text[: self.left]
        self.left -= len(kept)
        if kept and self.items and self.items[-1].get("name") == name:
            self.items[-1]["text"].append(kept)
        elif kept:
            self._add({"kind": "stream", "name": name, "text": [kept]})
        if len(kept) < len(text) and not self.cut:
            self.cut = True
            mark = "\n… the rest of this cell's output was cut off …\n"
            self.items.append({"kind": "stream", "name": "stderr", "text": [mark]})

    def display(self, data: dict, result: bool) -> None:
        """Add a displayed object: its plain text and, if it has one, its PNG."""
        item = {"kind": "display", "result": result, "text": [], "png": b""}
        png = data.get("image/png", b"")
        png = base64.b64decode(png) if isinstance(png, str) else bytes(png)
        if len(png) <= min(MAX_IMAGE, self.images_left):
            self.images_left -= len(png)
            item["png"] = png
        item["text"].append(str(data.get("text/plain", ""))[: self.left])
        self.left -= len(item["text"][0])
        self._add(item)

    def error(self, name: str, value: str, traceback: str) -> None:
        """Add an exception that ended the cell."""
        item = {"kind": "error", "name": name[:100], "value": value[:2000]}
        self._add({**item, "text": [_ANSI.sub("", traceback)[-MAX_TRACEBACK:]]})

    def _add(self, item: dict) -> None:
        if len(self.items) < MAX_OUTPUTS:
            self.items.append(item)


class Stream(io.TextIOBase):
    """Takes the place of sys.stdout or sys.stderr."""

    encoding = "utf-8"

    def __init__(self, outputs: Outputs, name: str, fd: int):
        self.outputs, self.name, self.fd = outputs, name, fd

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self.outputs.text(self.name, text)
        return len(text)

    def fileno(self) -> int:
        return self.fd


class _Publisher(DisplayPublisher):
    def publish(self, data, metadata=None, **kwargs):
        self.shell.outputs.display(data, result=False)

    def clear_output(self, wait=False):
        self.shell.outputs.clear()


class _Hook(DisplayHook):
    def write_output_prompt(self):
        pass

    def write_format_data(self, format_dict, md_dict=None):
        self.shell.outputs.display(format_dict, result=True)

    def finish_displayhook(self):
        pass


class Compiler(CachingCompiler):
    """IPython's compiler, which knows some cells by heart: those that many submissions share."""

    def __init__(self):
        super().__init__()
        self.trees: dict[tuple[str, int], ast.Module] = {}  # of a cell's text and the flags
        self.codes: dict[tuple[ast.stmt, str, int], CodeType] = {}  # of its statements

    def get_code_name(self, raw_code, transformed_code, number):
        """Name a cell by its text, as Jupyter does, wherever in the notebook it stands."""
        return super().get_code_name(raw_code, transformed_code, 0)

    def learn(self, cell: str) -> None:
        """Compile a cell as the shell will; one about which Python has something to say is left."""
        flags, name, codes = self.flags, self.get_code_name(cell, cell, 0), {}
        with warnings.catch_warnings(), contextlib.suppress(SyntaxError, ValueError):
            warnings.simplefilter("error")
            tree = super().ast_parse(cell, name)
            with self.extra_flags(ast.PyCF_ALLOW_TOP_LEVEL_AWAIT):
                for node in tree.body:
                    shown = node is tree.body[-1] and isinstance(node, ast.Expr)
                    mode = "single" if shown else "exec"
                    module = ast.Interactive([node]) if shown else ast.Module([node], [])
                    codes[node, mode, self.flags] = super().__call__(module, name, mode)
            if self.flags == flags:  # else it changes how later cells are read
                self.trees[cell, flags] = tree
                self.codes |= codes
        self.flags = flags

    def ast_parse(self, source, filename="<unknown>", symbol="exec"):
        """The tree of a cell; see `ast.parse`."""
        known = self.trees.get((source, self.flags))
        return known or super().ast_parse(source, filename, symbol)

    def __call__(self, source, filename, symbol, **how):
        """The code of a statement; see `codeop.Compile`."""
        nodes = getattr(source, "body", ())
        known = self.codes.get((nodes[0], symbol, self.flags)) if len(nodes) == 1 else None
        return known or super().__call__(source, filename, symbol, **how)


class Shell(InteractiveShell):
    """IPython without history, colours, prompts, shell commands or magics."""

    outputs: Outputs
    pictures = True  # False: figures are shown by their names only
    own_transforms: tuple = ()  # IPython's own of a cell's text, before a student adds any

    compiler_class = Type(Compiler)
    display_pub_class = Type(_Publisher)
    displayhook_class = Type(_Hook)

    def transform_cell(self, raw_cell):
        """IPython's transformation, without its look at every token of what is plain Python."""
        if self._transforms() != self.own_transforms or _NOT_PLAIN.search(raw_cell):
            return super().transform_cell(raw_cell)
        return raw_cell if raw_cell.endswith("\n") else f"{raw_cell}\n"

    def learn(self, cell: str) -> None:
        """Compile a cell that will be run, and run nothing."""
        with contextlib.suppress(SyntaxError):
            self.compile.learn(self.transform_cell(cell))

    def transform_ast(self, node):
        """IPython's, on a copy: what the compiler knows by heart stays as it is."""
        return super().transform_ast(copy.deepcopy(node)) if self.ast_transformers else node

    def _transforms(self) -> tuple:
        by = self.input_transformer_manager
        kinds = (by.cleanup_transforms, by.line_transforms, by.token_transformers)
        return tuple(map(tuple, (*kinds, self.input_transformers_post)))

    def _note(self, what: str) -> None:
        self.outputs.text("stderr", f"({what} is not run while grading)\n")

    def run_line_magic(self, magic_name, line, _stack_depth=1):
        """Do nothing, or run the code that a timing magic would have timed."""
        if magic_name in _TRANSPARENT and not line.startswith("-"):
            self.ex(line)
        elif magic_name != "matplotlib":
            self._note(f"%{magic_name}")

    def run_cell_magic(self, magic_name, line, cell):
        """Do nothing, or run the cell under a timing magic."""
        if magic_name in _TRANSPARENT:
            self.ex(self.transform_cell(cell))
        else:
            self._note(f"%%{magic_name}")

    def system(self, cmd):
        """Do nothing."""
        self._note(f"!{cmd}"[:80])

    def getoutput(self, cmd, split=True, depth=0):
        """Do nothing; the command's output is empty."""
        self._note(f"!{cmd}"[:80])
        return []

    def ask_exit(self):
        """Stay: `exit` in a notebook ends nothing here."""
        self._note("exit")

    def _showtraceback(self, etype, evalue, stb):
        try:
            value = str(evalue)
        except BaseException:
            value = ""
        self.outputs.error(str(etype.__name__), value, "\n".join(map(str, stb)))

    def _show_figures(self):
        import figures

        figures.pictures = self.pictures
        try:
            figures.show()
        except BaseException:  # e.g. a label that is no valid formula: the student's error
            self.showtraceback()

    def run(self, source: str) -> list[dict]:
        """Run one cell and return its outputs; descriptors 1 and 2 must be files."""
        self.outputs.clear()
        for fd in (1, 2):
            _drain(fd, 1)  # what came between the cells
        self.run_cell(source, store_history=True)
        if "matplotlib.pyplot" in sys.modules:
            self._show_figures()
        for fd, name in ((1, "stdout"), (2, "stderr")):
            self.outputs.text(name, _drain(fd, self.outputs.left + 1))
        return self.outputs.items


def _drain(fd: int, most: int) -> str:
    """Return and forget what C code or a subprocess wrote to a descriptor."""
    data = os.pread(fd, most, 0)
    if data:
        os.ftruncate(fd, 0)
        os.lseek(fd, 0, os.SEEK_SET)
    return data.decode("utf-8", "replace")


def _no_input(prompt=""):
    raise EOFError("input() cannot be answered while a notebook is graded: use a variable.")


def make_shell() -> Shell:
    """Return the process's shell, with stdout and stderr going to its outputs."""
    config = Config()
    config.HistoryManager.enabled = False
    config.HistoryManager.hist_file = ":memory:"
    config.InteractiveShell.colors = "nocolor"
    config.InteractiveShell.cache_size = 0
    shell = Shell.instance(config=config)
    shell.outputs, shell.own_transforms = Outputs(), shell._transforms()
    shell.display_formatter.active_types = ["text/plain", "image/png"]
    builtins.input = _no_input
    sys.stdout, sys.stderr = Stream(shell.outputs, "stdout", 1), Stream(shell.outputs, "stderr", 2)
    return shell
