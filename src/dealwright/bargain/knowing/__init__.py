"""What is not known: where each fact comes from, how much of the spread it makes, and what knowing it is worth."""
