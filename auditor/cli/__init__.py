"""The command line: a module for each command, errors and exit codes in one place (`main.py`)."""
