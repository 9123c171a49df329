"""The rule of a loan: its days, its interest, its repayment."""
