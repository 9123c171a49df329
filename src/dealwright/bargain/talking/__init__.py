"""What the log of offers teaches about the other side, what to offer next, and where talks tend."""
