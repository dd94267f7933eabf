"""Sheets of cells, whatever file they come from.

`read.read_table` is the door: text tables (`text`) and workbooks (`workbooks`: XLSX, XLS, ODS, each behind one of the `guards`,
which refuse what would use up the machine) as `sheets.Sheet`.
"""
