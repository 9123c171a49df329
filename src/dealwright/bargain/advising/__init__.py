"""The advice of one side: what it may expect, offer, give, ask back and find out, put together."""
