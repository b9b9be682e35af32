"""What goes wrong outside the student's code and outside ours: usage, files, databases."""


class UserError(Exception):
    """Bad usage or bad input. The message is one sentence that names the remedy.

    The command line prints it on stderr and ends with exit status 2, without a traceback.
    """
