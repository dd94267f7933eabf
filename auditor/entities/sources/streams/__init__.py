"""Sources that are larger than memory: read in pieces, without their wrapper, a part of their records at a time."""
