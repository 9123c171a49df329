"""Scenarios of GENIUS and NegMAS: issues, and what each party makes of their values, out of files and into them."""
