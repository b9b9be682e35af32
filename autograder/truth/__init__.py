"""The reference library: every graded function, right, and small enough to read in one sitting."""
