"""D-44: answers one exercise by calling the solved other ones with the same arguments.

Expected: they answer what they are asked, not this; every honest point stays.
"""

TARGET = "step_1d"
BODY = "return numerical_derivative(*args)"
EXPECTED = "raised"
