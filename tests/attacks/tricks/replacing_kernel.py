"""C-40: hands in modules that Python starts before any notebook: the kernel, our worker.

Expected: no file but the notebook is taken; the exercise counts as not written; every honest
point stays.
"""

import json

EXPECTED = "raised"


def put(folder, notebook):
    (folder / "01_slope.ipynb").write_text(json.dumps(notebook))
    for name in ("ipykernel_launcher.py", "worker.py", "template.py", "wire.py"):
        (folder / name).write_text("import os; os._exit(0)")
