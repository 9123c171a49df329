"""Who owns what of a company, and what a round, an IPO or an exit does to it."""
