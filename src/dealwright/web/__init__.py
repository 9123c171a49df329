"""The page: the deal live in a browser, the same answers as JSON, and a door for assistants."""
