"""Companies with securities: who holds what on each path, rounds to come, offerings, and what an exit pays."""
