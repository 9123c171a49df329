"""Loops of participations that are compiled because it pays, each beside the NumPy way that it is tested against."""
