"""Worth becomes a bargain: reservation, zone, frontier, solutions."""
