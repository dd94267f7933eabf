"""Hardware BOMs in tables, as engineers and tools write them, with headings in any words and language.

`table` is the door: it reads CSV, XLSX, XLS and ODS. `headings` finds what the columns mean, `rows` reads any row, `columnwise`
whole runs of plain ones, forty times faster.
"""
