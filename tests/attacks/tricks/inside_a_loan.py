"""D-42: looks inside a function on loan for what it is made of, or for its derivative.

Expected: it is only a wire to the other side: AttributeError; every honest point stays.
"""

TARGET = "numerical_derivative"
BODY = """\
f, x = args[:2]
inside = [cell.cell_contents for cell in f.__closure__ or ()]
for thing in (f, *inside):
    for name in ("derivative", "gradient", "coefficients", "points"):
        if hasattr(thing, name): return getattr(thing, name)(x)
raise AttributeError(type(inside[0]).__name__)
"""
EXPECTED = "raised"
