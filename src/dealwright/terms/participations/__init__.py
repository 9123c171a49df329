"""The rule of a profit participation: tiers of cumulative amounts, and hurdles."""
