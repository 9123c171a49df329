"""Loops over the entries of flows that are compiled because it pays, each beside its NumPy twin."""
