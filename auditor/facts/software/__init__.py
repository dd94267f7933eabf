"""What code is: its layer, who changed it, and when."""
