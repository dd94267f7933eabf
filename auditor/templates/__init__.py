"""The blank files that `icts init` writes."""
