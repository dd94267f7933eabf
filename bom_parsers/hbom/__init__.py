"""Hardware BOMs in tables: which heading means what, which rows are parts, what is fitted, who made it."""
