"""Use case 2, a program: facts judged, verdicts explained, what is open and whom to ask."""
