"""D-41: calls a function on loan with arguments of every odd kind.

Expected: each is an ordinary error in the call; every honest point stays.
"""

TARGET = "numerical_derivative"
BODY = """\
import numpy as np
f, x = args[:2]
for odd in (None, "x", [], f, 1j, 10**400, float("nan"), np.zeros((2, 2, 2, 2, 2)), {"a": f}):
    try: f(odd)
    except (TypeError, ValueError, OverflowError, RuntimeError): pass
f()
"""
EXPECTED = "raised"
