"""From a name to a person: evidence, candidates, and the decisions of people. Never by likeness alone.

The door is `match`: the rows of a user's list and the records of a store are matched by the same rules.
"""

from auditor.entities.matching.matching import Answer, Asked, Known, match

__all__ = ["Answer", "Asked", "Known", "match"]
