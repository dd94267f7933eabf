"""From BOM and program to facts: every fact of every component, with the source that counts and those it beat."""
