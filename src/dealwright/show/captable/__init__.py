"""Show a cap table: who holds what, what an exit pays to whom, and how much money came in."""
