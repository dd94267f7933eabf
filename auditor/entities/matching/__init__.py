"""From a name to a person: evidence, candidates, and the decisions of people. Never by likeness alone.

The door is `matching.match`: the rows of a user's list and the records of a store are matched by the same rules.
"""
