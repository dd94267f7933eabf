"""What JSON that strays from CycloneDX's schema has in places and shapes of its own, brought into those of the schema."""
