"""Editions of the rules of a case: one keeps the edition it was opened under, as it keeps its policy.

What a running case does must not change under it: its workflow is replayed, and its events are folded again. So a rule
that changes gets a new edition here, and `evolve` and `decide` ask the case for its own.
"""

FIRST = 1
"""A legal limit cuts off every rung at one instant; a reopening forgets it, and gives back extensions alone."""

SECOND = 2
"""Rungs come before a legal limit, which lasts as long as the case; a reopening gives back what a round has; a
breach is revoked only when what was allotted then is no longer used up."""

THIRD = 3
"""An official reply that names {service} says it in the language of each of its texts."""

FOURTH = 4
"""A team that a case waits for is told, and may answer; the same second matter is split off once. The first response of
an imported case that had none counts in the calendar of its own promise."""

FIFTH = 5
"""Who answers a consultation without being of those who were asked says who gave the answer, and how. A document that
somebody has seen is noted once for them. Who wants to wait for too long is told until when they may."""

NEWEST = FIFTH
