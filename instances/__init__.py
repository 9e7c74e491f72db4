"""Which days are bundled? Frozen instances, their recipes and the facts behind them."""
