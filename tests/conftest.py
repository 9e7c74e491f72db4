"""No test looks at the clock: hypothesis must not either."""

from hypothesis import settings

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
