"""Learning management systems: read what Canvas and Moodle hand out, write what they take in."""
