"""Stands in the box for the parts of downslope that only serve a reader: demos and local checks.

A copy of this file takes the place of `downslope/check.py`, `mountain.py` and so on there, so
that `SlopeMountain(landscape)` or `check.step_1d(step_1d)` in a notebook costs nothing and fails
at nothing. Whatever is asked of it, it answers with itself.
"""


class Inert:
    """Can be called, entered, iterated (it is empty) and asked for any public attribute."""

    def __call__(self, *args, **kwargs):
        return self

    def __getattr__(self, name):
        # Underscored names must be missing, or IPython would take this for a rich display.
        if name.startswith("_"):
            raise AttributeError(name)
        return self

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return None

    def __iter__(self):
        return iter(())

    def __repr__(self):
        return "(not run while grading)"


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    return Inert()
