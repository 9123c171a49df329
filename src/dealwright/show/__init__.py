"""Results become words, tables, charts, a terminal's page and a report."""
