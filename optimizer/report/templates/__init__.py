"""Templates of the page and the manifest; a package so that it is installed with them."""
