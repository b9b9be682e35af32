"""The group of all commands: what goes wrong becomes one sentence and an exit status."""

from __future__ import annotations

import atexit
import gc
import sys

import click

from autograder.errors import UserError


class Course(click.Group):
    """The group of commands: every UserError becomes one sentence and exit status 2."""

    def invoke(self, context):
        # What is imported stays: Python would look through it for rubbish again and again, and once
        # more on the way out, half a second in all.
        gc.set_threshold(100_000, 20, 20)
        atexit.register(gc.freeze)
        try:
            return super().invoke(context)
        except UserError as problem:
            print(f"autograder: {problem}", file=sys.stderr)
        except PermissionError as problem:
            print(
                f"autograder: {problem.filename} cannot be written ({problem.strerror}); make it "
                "writable, or choose another folder.",
                file=sys.stderr,
            )
        except KeyboardInterrupt as stopped:
            print(f"autograder: stopped. {stopped}".rstrip(), file=sys.stderr)
            context.exit(130)
        except OSError as problem:
            print(f"autograder: {problem}; nothing half-written was left behind.", file=sys.stderr)
        context.exit(2)
