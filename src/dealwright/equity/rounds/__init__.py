"""Priced rounds: the price, what converts, anti-dilution, pro rata rights."""
