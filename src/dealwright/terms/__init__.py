"""The kinds of term: one file each, with its keys, its rule and its help."""
