"""SKR's set-up in the Django admin: organisations, programmes, rounds and who takes part."""

from cohorts.admin import cohorts, mentors, organisations, participations, programmes

__all__ = ["cohorts", "mentors", "organisations", "participations", "programmes"]
