"""A grid valued part by part, anywhere: what a part is, where parts are kept, and what is left of them in memory."""
