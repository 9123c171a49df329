"""A workbook read back: what was typed over its inputs, as overrides of the deal file that it was made of."""
