"""Analyse scenarios of GENIUS and NegMAS, make them of deals, and bring what their agents agree on back to a deal."""
