"""What each clause of a contract computed, period by period, on one future or over all."""
