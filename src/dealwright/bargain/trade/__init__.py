"""What any term trades for: exchange rates, swaps, what matters most, and the value that reaches a goal."""
