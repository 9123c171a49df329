"""Loops of milestones that are compiled because it pays, each beside the NumPy way that it is tested against."""
