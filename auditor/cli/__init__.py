"""The command line: a module for each command; `main.py` turns errors into one line and an exit code of `exit_codes.py`."""
