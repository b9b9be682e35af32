"""C-37: appends code to nbgrader's configuration.

Expected: no folder outside the box can be written or seen; every honest point stays.
"""

BODY = """\
import os
for folder in ("../../..", "../..", "..", "/", "/etc", "/usr/etc/jupyter", "/box"):
    try:
        with open(os.path.join(folder, "nbgrader_config.py"), "a") as file:
            return file.write("open('/tmp/reached', 'w')")
    except OSError as error:
        reason = error
raise reason
"""
EXPECTED = "raised"
