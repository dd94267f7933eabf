"""Use case 2, a program: facts judged, verdicts explained, what is open and whom to ask. `audit(program, inputs)` is the door.

>>> from pathlib import Path
>>> from auditor.audit import audit
>>> from auditor.inputs import read_input
>>> from auditor.program.files import inputs_of
>>> from auditor.program.reader import read_program
>>> program = read_program(read_input(Path("program.toml")))
>>> done = audit(program, inputs_of(program))
>>> sorted({component.worst["verdict"] for component in done.components})
['allowed', 'authorized', 'exempt', 'out_of_scope', 'prohibited', 'review']
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from auditor.audit.results import Audit
    from auditor.audit.run import audit

__all__ = ["Audit", "audit"]


def __getattr__(name: str) -> Any:
    # Polars takes a third of a second to import: who asks for a module of this package alone does not pay for it.
    if name == "audit":
        from auditor.audit.run import audit

        return audit
    if name == "Audit":
        from auditor.audit.results import Audit

        return Audit
    raise AttributeError(f"module 'auditor.audit' has no attribute '{name}'")
