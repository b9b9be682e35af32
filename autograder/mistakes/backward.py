"""Passing the blame: written next."""
