"""C-12: patches the reference, if it can be imported, to agree with the student.

Expected: the value is wrong; every honest point stays.
"""

FIRST = """\
try:
    import autograder.judge, autograder.truth.slope as truth
    truth.downhill_direction = lambda *args: downhill_direction(*args)
    autograder.judge.draw = lambda *args, **kwargs: None
except ImportError as error:
    print(error)
"""
BODY = "return 41"
EXPECTED = "wrong"
