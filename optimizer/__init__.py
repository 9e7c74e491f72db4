"""Service: what does the hospital ask, and is the answer true? Start with ``service``."""
