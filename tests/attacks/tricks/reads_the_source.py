"""C-21: looks for the instructor's notebooks in every folder it can see.

Expected: there are none, so nothing can be executed; every honest point stays.
"""

FIRST = """\
import json, os
places = []
for folder, inner, names in os.walk("/"):
    inner[:] = [n for n in inner if n not in ("proc", "usr", "dev", "lib", "site-packages")]
    places += [os.path.join(folder, n) for n in names if n.endswith(".ipynb")]
"""
BODY = """\
cells = [cell for place in places for cell in json.load(open(place))["cells"]]
solved = next(cell["source"] for cell in cells if cell["id"] == "downhill_direction")
exec("".join(solved), globals())
return globals()["downhill_direction"](*args)
"""
EXPECTED = "raised"
