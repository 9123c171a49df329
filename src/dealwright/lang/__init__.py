"""Text to a tree with places, to a deal or problems, and back."""
