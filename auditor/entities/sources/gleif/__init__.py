"""GLEIF's files: who is who (Level 1), and who consolidates whom or why that is not reported (Level 2)."""
