"""What to bring to whom, on which day, by which route?"""
