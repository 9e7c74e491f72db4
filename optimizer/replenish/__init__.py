"""What does each ward get today? Stock against levels, packed into carriers, as orders."""
