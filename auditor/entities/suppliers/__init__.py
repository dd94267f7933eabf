"""The user's lists of suppliers, from cells to rows with owners.

The doors are `supplier_list.read_list`, the one reader of lists, and `suppliers.read_suppliers`, for their persons.
"""

# What the country in a purchasing list can be said to be; an address says nothing for sure.
COUNTRY_IS = ("address", "incorporated_in", "headquartered_in", "principal_place_of_business")
