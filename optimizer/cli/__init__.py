"""How is Wardflow asked from a command line? The only place that knows click and rich.

``main`` holds the command and what every verb shares in failing; one module per group of
verbs holds the rest. Heavy libraries are imported by the verb that needs them, so that
``wardflow --help`` answers at once.
"""
