"""What a workbook's viewer shows in place of the values of cells, and around them."""
