"""What each exit code of the command means, and which of several counts."""

from __future__ import annotations

CLEAN = 0  # nothing prohibited, nothing to review, nothing known to be unseen
FAILED = (
    1  # the tool failed, `judge --check` found a difference, or `rules --stale` a parameter not checked for too long
)
UNUSABLE = 2  # the command was wrong, or an input cannot be read
REVIEW = 10  # nothing prohibited, something to review or not seen
PROHIBITED = 11
EXPIRED = 12  # an authorization or a determination has expired, or reference data is older than allowed
EPILOG = (
    "Exit codes: 0 nothing prohibited, to review or unseen; 10 something to review or not seen; 11 something prohibited; "
    "12 an authorization or a determination has expired, or reference data is too old; 1 the tool failed; "
    "2 the command was wrong or an input cannot be read."
)


def epilog(done: str, failed: str = "") -> str:
    """Return what the help says of a command that judges no program: what 0 means, and what gives 1 beside a failure."""
    other = f", or {failed}" if failed else ""
    return f"Exit codes: 0 {done}; 1 the tool failed{other}; 2 the command was wrong or an input cannot be read."


def of_audit(*, prohibited: bool, expired: bool, review: bool) -> int:
    """Return the exit code of an audit: what is prohibited comes first, then what has expired, then what is to review."""
    return PROHIBITED if prohibited else EXPIRED if expired else REVIEW if review else CLEAN
