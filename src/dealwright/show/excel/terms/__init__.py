"""One kind of term, one file: its clause as lines of formulas, period by period."""
