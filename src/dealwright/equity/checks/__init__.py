"""Checks of a cap table: what `audit` puts together, one module for each kind of mistake."""
