"""A deal and its futures become columns, and columns become worth."""
