"""Who visits what, in which order, and when?"""
