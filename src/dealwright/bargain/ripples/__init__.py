"""Who depends on whom, and what a package does to those who are not at the table."""
