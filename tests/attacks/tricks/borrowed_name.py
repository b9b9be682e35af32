"""D-27: gives the solved exercise's cell the name of the unsolved one, and the reverse.

Expected: functions are called by their own names: the open one is missing, the solved one keeps
its points.
"""

EXPECTED = "missing"


def make(notebook):
    solved, open_ = (
        next(c for c in notebook["cells"] if c["id"] == name)
        for name in ("step_1d", "downhill_direction")
    )
    solved["source"], open_["source"] = open_["source"], solved["source"]
    return notebook
