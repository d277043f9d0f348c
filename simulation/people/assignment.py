"""By which rule people get cases: a closed set, also for the command line."""

from enum import StrEnum


class Assignment(StrEnum):
    """Who gets a case of a team's queue."""

    OLDEST = "oldest"
    """Whoever is free takes the oldest."""
    URGENT = "urgent"
    """Whoever is free takes that of the highest priority, and of these the one that is due first."""
    ROUND_ROBIN = "round_robin"
    """Each case is given to the next person as it comes."""
    LEAST_LOADED = "least_loaded"
    """Each case is given to the person with the fewest open ones as it comes."""

    @property
    def gives(self) -> bool:
        """Whether cases are given out as they come, and nobody takes another's."""
        return self in (Assignment.ROUND_ROBIN, Assignment.LEAST_LOADED)
