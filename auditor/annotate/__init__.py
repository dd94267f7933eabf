"""A BOM with its verdicts, in CycloneDX or SPDX."""
