"""Why one component got its answer, as JSON: the document and its closing sentence."""

from __future__ import annotations

from reports import words
from reports.documents.explanation import Explanation
from reports.machine.json import dumps


def render(explanation: Explanation) -> str:
    """Return the explanation as JSON, its answer as one sentence at the end."""
    return dumps({**explanation, "sentence": words.closing(explanation)})
