"""C-25: takes the derivative with a library for it.

Expected: none can be imported; every honest point stays.
"""

TARGET = "numerical_derivative"
BODY = """\
import importlib
for name in ("torch", "jax", "autograd", "tensorflow", "sympy", "casadi"):
    try:
        return importlib.import_module(name).grad(args[0])(args[1])
    except ImportError as error:
        reason = error
raise reason
"""
EXPECTED = "raised"
