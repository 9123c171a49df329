"""Loops over packages and paths that are compiled because it pays, each beside the NumPy way it is tested against."""
