"""What a workbook must not do before it is opened: a guard for each kind of file, and one for the archive around two of them."""
