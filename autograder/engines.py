"""Who can make a box, by name: for options too, which are wanted before anything is imported."""

BUBBLEWRAP = "bubblewrap"
BOXES = (BUBBLEWRAP, "podman", "docker")
