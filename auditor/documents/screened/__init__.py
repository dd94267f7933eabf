"""The parts of a screening's document that take more than one row: who holds whom, the order of work, and what to ask whom."""
