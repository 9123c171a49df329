"""What a deal is: parties, facts, drivers, companies, terms, scenarios; frozen, without arrays or files."""
