"""What a person who opens a workbook sees of its cells: hidden, struck out, doubled or covered ones answer nothing."""
