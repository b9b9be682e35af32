"""C-56: hands in a symbolic link to a classmate's notebook.

Expected: refused with a reason; no points.
"""

EXPECTED = "refused"


def put(folder, notebook):
    key = folder.parent.parent / "the_key" / folder.name / "01_slope.ipynb"
    (folder / "01_slope.ipynb").symlink_to(key)
