"""Files of electronics design and materials: KiCad netlists, IPC-2581 and IPC-1752.

Each module has its own `read`; the parts of a board become rows as those of a table do, by way of `hbom`.
"""
