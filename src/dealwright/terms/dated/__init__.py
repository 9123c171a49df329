"""The rules of payments and milestones: on dates, in stages, when something is reached."""
