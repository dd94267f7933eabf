"""The headings of hardware BOM tables.

`vocabulary` has their words (headings.toml), `heading_rows` finds the row they stand in, `header` the field of each column,
`settling` what the columns themselves decide; `unknown_headings` reports those that mean nothing here.
"""
