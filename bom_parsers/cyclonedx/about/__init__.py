"""What a CycloneDX document says of itself: who made it and for what (`metadata`), and what it lacks (`completeness`)."""
