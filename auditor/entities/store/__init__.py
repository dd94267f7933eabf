"""Reference data kept on disk, and the excerpt of it that one run needs."""
