"""A deal as a workbook: what is certain as live formulas, what is simulated as values."""
