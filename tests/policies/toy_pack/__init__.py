"""A rule in miniature: a folder that needs nothing but its place beside the other rules."""
