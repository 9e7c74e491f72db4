"""Mathematics: given numbers, what is best? Knows no hospital, no file and no terminal."""
