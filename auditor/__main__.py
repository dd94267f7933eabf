"""`python -m auditor` is the command `icts`."""

from auditor.cli import main

main()
