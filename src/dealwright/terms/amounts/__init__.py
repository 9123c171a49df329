"""What the rules of many kinds of term do with amounts: add them up, cap them, index them, state them."""
