"""What the relationships between the elements of an SPDX document say: parts, lineage, completeness, files of no package."""
