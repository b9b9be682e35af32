"""D-40: calls a function on loan without end.

Expected: the number of values is limited: raised; every honest point stays.
"""

TARGET = "numerical_derivative"
BODY = "while True: args[0](0.5)"
EXPECTED = "raised"
