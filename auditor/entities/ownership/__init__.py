"""Who holds whom: holdings over time, and the nexus of every person in the graph of them."""
