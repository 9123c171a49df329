"""Scenarios of GENIUS and NegMAS in words and tables."""
