"""Words of other languages than English, a folder each."""
