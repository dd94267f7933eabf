"""What the user states: the program file, selectors of components, determinations and where they apply."""
