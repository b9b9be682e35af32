"""The trusted side of downslope: builds notebooks, grades submissions in a box, gives feedback."""

import sys

# nbformat needs jsonschema, which would build a grammar for international addresses if it found
# this package: a second of work in every process, for a format that no notebook uses.
sys.modules.setdefault("rfc3987_syntax", None)
