"""Hardware BOMs in the exchange formats of electronics: IPC-1752, IPC-2581 and KiCad netlists."""
