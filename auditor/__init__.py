"""The work: facts from BOMs and a program, the persons behind them, audits, screenings, and the command `icts`.

The door for other programs is `from auditor.audit import audit`; `auditor.audit` itself is the package of the audit.
"""
