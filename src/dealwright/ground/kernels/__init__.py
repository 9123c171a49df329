"""How loops are compiled, where that pays, and how they share the processors."""
