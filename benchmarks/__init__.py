"""How good, how fast? Measurements; not installed."""
