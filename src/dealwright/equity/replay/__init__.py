"""Replays what happened to a company's securities, one module for each family of events."""
