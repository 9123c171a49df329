"""Initial public offerings: shares, terms of conversion, what a prospectus tells."""
