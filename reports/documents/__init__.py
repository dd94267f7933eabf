"""What a document holds, as plain values: the contract between the auditor, which fills it, and the writers."""
