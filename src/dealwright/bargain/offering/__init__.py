"""What to offer: the best offer, several of equal worth, what to give and to ask, and bets on what will happen."""
