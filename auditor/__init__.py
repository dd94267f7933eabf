"""The work: programs and suppliers in, audits and screenings and their documents out."""
