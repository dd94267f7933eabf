"""Records as JSON of registers and of other programs: Companies House's persons with significant control, Senzing."""
