"""Reference data, read from the files of those who publish it: GLEIF, OpenSanctions, BODS, government lists, starter list."""
