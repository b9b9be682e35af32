"""C-39: hands in a numpy.py that would patch what the notebook imports.

Expected: no file but the notebook is taken; the exercise counts as not written; every honest
point stays.
"""

import json

EXPECTED = "raised"


def put(folder, notebook):
    (folder / "01_slope.ipynb").write_text(json.dumps(notebook))
    for name in ("numpy.py", "downslope.py", "sitecustomize.py", "usercustomize.py"):
        (folder / name).write_text("import os; os._exit(0)")
