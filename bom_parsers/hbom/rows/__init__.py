"""One row of a hardware BOM table, read cell by cell.

`row` has its cells by field, `part` makes of it a part, its further sources and its sellers. `no_part` tells why a row is none,
`not_fitted` whether its part is on the board, `shifted` which rows do not stand below their headings, `mangled` what a
spreadsheet program has made of a part number, `merged` the cells that stand for several rows.
"""
