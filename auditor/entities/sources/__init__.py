"""Reference data, read from the files of those who publish it: GLEIF, OpenSanctions, BODS, government lists, starter list."""

# The kinds of sources, here so that the help needs no reader.
KINDS = (
    "gleif-level1",
    "gleif-level2",
    "opensanctions",
    "bods",
    "companies-house-psc",
    "senzing",
    "csl",
    "fcc-covered-list",
    "dod-1260h",
    "bis-military-end-users",
    "section-889",
    "section-5949",
    "section-154",
    "section-353",
    "section-1286",
    "government-list",
    "suppliers",
)
