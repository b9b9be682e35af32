"""C-57: hands in symbolic links to private files next to the notebook.

Expected: no file but the notebook is taken, and no link followed; the exercise counts as not
written; every honest point stays.
"""

import json

EXPECTED = "raised"


def put(folder, notebook):
    (folder / "01_slope.ipynb").write_text(json.dumps(notebook))
    (folder / "data.txt").symlink_to("/etc/passwd")
    (folder / "class").symlink_to(folder.parent.parent.parent)
