"""Right ways to pass the blame: written next."""
