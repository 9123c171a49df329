"""REST beside the page: every question of the command line at an address, typed by the results that answer it."""
