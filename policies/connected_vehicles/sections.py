"""The sections of the rule that its tests rest on, each with how firmly its text is known."""

from __future__ import annotations

from policies.connected_vehicles.facts import VOCABULARY
from policies.truth import Section, Standing

PARTIES_OF_PART = Section("791.1(a)", Standing.PROBABLE, VOCABULARY)
SCOPE = Section("791.300", Standing.SETTLED, VOCABULARY)
DEFINITIONS = Section("791.301", Standing.PROBABLE, VOCABULARY)
COVERED_SOFTWARE = Section("791.303", Standing.PROBABLE, VOCABULARY)
RELATED = Section("791.304", Standing.PROBABLE, VOCABULARY)
GENERAL_AUTHORIZATIONS = Section("791.306", Standing.PROBABLE, VOCABULARY)
SPECIFIC_AUTHORIZATIONS = Section("791.307", Standing.SETTLED, VOCABULARY)
EXEMPT_HARDWARE_BY_DAY = Section("791.308(a)(1)", Standing.SETTLED, VOCABULARY)
EXEMPT_HARDWARE_BY_YEAR = Section("791.308(a)(2)", Standing.SETTLED, VOCABULARY)
EXEMPT_SOFTWARE = Section("791.308(b)", Standing.SETTLED, VOCABULARY)
EXEMPT_RELATED = Section("791.308(c)", Standing.PROBABLE, VOCABULARY)
