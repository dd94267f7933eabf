"""Whether a licence field says that the source is open: every licence in it is one the Open Source Initiative approved."""

from __future__ import annotations

import re
from collections.abc import Sequence

# SPDX identifiers of OSI-approved licences that components of vehicles carry; facts of the public SPDX licence list.
OPEN_SOURCE = frozenset(
    """
    0BSD AFL-2.1 AFL-3.0 AGPL-3.0 AGPL-3.0-only AGPL-3.0-or-later Apache-1.1 Apache-2.0 Artistic-1.0 Artistic-2.0
    BlueOak-1.0.0 BSD-1-Clause BSD-2-Clause BSD-2-Clause-Patent BSD-3-Clause BSL-1.0 CDDL-1.0 CPL-1.0 ECL-2.0
    EPL-1.0 EPL-2.0 EUPL-1.1 EUPL-1.2 GPL-2.0 GPL-2.0+ GPL-2.0-only GPL-2.0-or-later GPL-3.0 GPL-3.0+ GPL-3.0-only
    GPL-3.0-or-later HPND ICU IPL-1.0 ISC LGPL-2.0-only LGPL-2.0-or-later LGPL-2.1 LGPL-2.1+ LGPL-2.1-only
    LGPL-2.1-or-later LGPL-3.0 LGPL-3.0+ LGPL-3.0-only LGPL-3.0-or-later LPL-1.02 MIT MIT-0 MPL-1.0 MPL-1.1 MPL-2.0
    MS-PL MS-RL MulanPSL-2.0 NCSA NTP OFL-1.1 OSL-3.0 PHP-3.01 PostgreSQL PSF-2.0 Python-2.0 QPL-1.0 Sleepycat
    Unicode-3.0 Unicode-DFS-2016 Unlicense UPL-1.0 W3C Zlib ZPL-2.1
    """.split()  # noqa: SIM905 - a list of 80 lines says no more
)
# Identifiers of exceptions only widen what a licence permits.
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+:-]*")


def open_source(licences: Sequence[str]) -> bool | None:
    """Return true when every licence named in every entry is an open-source one; null when not: that decides nothing.

    An entry is an SPDX identifier, an expression, or a free name. A free name, a LicenseRef and no licence at all are null:
    a commercial term and an unlisted open licence look alike.
    """
    words = [word for entry in licences for word in _licences(entry)]
    return True if words and all(word in OPEN_SOURCE for word in words) else None


def _licences(expression: str) -> list[str]:
    """Return the licence identifiers in an expression; what is no expression gives itself, which no list has."""
    text = expression.strip().strip("()")
    tokens = text.replace("(", " ").replace(")", " ").split()
    if not tokens or any(not _WORD.fullmatch(token) for token in tokens):
        return [expression]
    found, expect = [], "licence"
    for token in tokens:
        if expect == "licence":
            found.append(token)
            expect = "operator"
        elif token.upper() in ("AND", "OR"):
            expect = "licence"
        elif token.upper() == "WITH":
            expect = "exception"
        elif expect == "exception":
            expect = "operator"
        else:
            return [expression]
    return found
