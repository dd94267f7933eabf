"""15 CFR part 791 subpart D, the connected-vehicle rule: a module for each cluster of sections, joined in `rule`."""
