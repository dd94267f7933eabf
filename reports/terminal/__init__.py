"""Documents as text in a terminal, one module for each."""
