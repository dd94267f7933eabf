"""What a part is: radio parts, programmable parts, plain parts, by number, words and identifiers."""
