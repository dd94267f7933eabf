"""From a name to a person: evidence, candidates, and the decisions of people. Never by likeness alone."""
