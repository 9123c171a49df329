"""Pictures of the results, as Vega-Lite specs that name styles and never colours."""
