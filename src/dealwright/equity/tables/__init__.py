"""Who holds what on a day: shares, votes, money paid in, preferences, money raised."""
