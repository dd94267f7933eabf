"""Documents as self-contained HTML pages, one module for each."""
