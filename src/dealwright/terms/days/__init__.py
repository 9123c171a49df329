"""The days of a term: when it runs, its contract periods, its pay days, and what comes after the horizon."""
