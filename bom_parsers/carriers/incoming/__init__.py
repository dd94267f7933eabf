"""What a file is asked before it is read as anything: whether it ends, and whether its elements say something."""
