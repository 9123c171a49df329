"""What an exit pays to whom: claims, the waterfall, breakpoints, option pricing, returns."""
