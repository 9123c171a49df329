"""Companies with securities as live formulas: who holds what, rounds to come, and what an exit pays."""
