"""How the holders of options decide: the policies, the state that they know, and what is told of it."""
