"""How low may a shelf run, how high is it filled, on which weekdays?"""
