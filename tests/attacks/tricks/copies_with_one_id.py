"""D-28: gives every cell of the notebook one and the same id and grade_id.

Expected: all of them count as copies of one exercise, so nothing is found: no points, and no
confusion.
"""

EXPECTED, HONEST = "missing", "missing"


def make(notebook):
    for cell in notebook["cells"]:
        cell["id"] = "downhill_direction"
        cell["metadata"] = {"nbgrader": {"grade_id": "downhill_direction", "solution": True}}
        cell["source"] = "raise ValueError" if cell["cell_type"] == "code" else "x"
    return notebook
