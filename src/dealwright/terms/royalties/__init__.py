"""The rule of a royalty, clause by clause; the order of its clauses stands in `payments`."""
