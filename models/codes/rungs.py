"""What a rung of a ladder does, and the rungs that are no part of one."""

from models.codes.code import Code

REMINDER_RUNG = "beneficiary_reminds"
"""The name of the rung on which a reminder of the beneficiary brings the case; no rung of a ladder has it."""


NOBODY_RUNG = "nobody_available"
"""The name of the rung that is reached when a case finds nobody of its team to be given to, in the same way."""


class Action(Code):
    """What a rung of a ladder can do."""

    NOTIFY = "notify"
    RAISE_PRIORITY = "raise_priority"
    REASSIGN = "reassign"
    HAND_OVER = "hand_over"
    INFORM = "inform"


HUMAN_ACTIONS = frozenset({Action.NOTIFY, Action.INFORM, Action.HAND_OVER})
"""The actions for which people have to be found."""
