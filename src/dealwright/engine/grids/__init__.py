"""Packages by the thousand: what touches what, the columns of each group, and their sums."""
