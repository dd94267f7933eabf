"""`python -m auditor` is the command `icts`."""

from auditor.cli.main import main

main()
