"""Sheets of cells, whatever file they come from: text tables, XLSX, XLS, ODS, and what guards the readers of each."""
