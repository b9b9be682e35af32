"""Checks of assignment 08: passing the blame."""

EXERCISES = ()
