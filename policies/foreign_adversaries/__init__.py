"""What 15 CFR part 791 says of persons owned by, controlled by, or subject to a foreign adversary, for every ICTS rule."""
