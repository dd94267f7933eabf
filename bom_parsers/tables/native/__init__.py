"""The native reader of workbooks in a process of its own: what it does to that process costs a file, never the run.

`apart` is this side; `child` is what the process runs, and imports nothing of ours. They talk over pipes, in lines of JSON whose
types are checked; nothing that comes back is ever executed.
"""
