"""How much each party's worth moves with each number of a deal."""
