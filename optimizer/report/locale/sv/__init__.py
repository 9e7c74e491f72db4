"""Swedish words of the report; a package so that it is installed with them."""
