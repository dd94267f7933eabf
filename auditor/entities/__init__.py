"""Who a name is, who holds whom, and how that is known: from lists, registers and identifiers to persons.

`resolution` joins everything for one run; below it `store` keeps reference data, `sources` and `suppliers` read it,
`matching` compares, `ownership` walks holdings, and `names` and `identifiers` are the ground they stand on.
"""
