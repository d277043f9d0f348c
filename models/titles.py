"""What statuses, stages, outcomes and roles are called in a domain, and rungs, flags and facts."""

from collections.abc import Mapping
from operator import not_

from pydantic import Field

from models.base import Wire
from models.codes import NOBODY_RUNG, REMINDER_RUNG, Outcome, Role, Stage, Status
from models.language import Text


class Titles(Wire):
    """What the closed sets are called in a domain; where nothing stands, the words of the system count.

    A case carries them: they are left out where there are none, so that earlier policies keep their digests.
    """

    statuses: dict[Status, Text] = Field(default_factory=dict, exclude_if=not_)
    stages: dict[Stage, Text] = Field(default_factory=dict, exclude_if=not_)
    outcomes: dict[Outcome, Text] = Field(default_factory=dict, exclude_if=not_)
    roles: dict[Role, Text] = Field(default_factory=dict, exclude_if=not_)

    def __bool__(self) -> bool:
        return any((self.statuses, self.stages, self.outcomes, self.roles))


class PackWords(Wire):
    """What a version of a pack calls its rungs, flags and facts; kept once for each version, not by each case."""

    rungs: dict[str, Text] = Field(default_factory=dict)
    flags: dict[str, Text] = Field(default_factory=dict)
    facts: dict[str, Text] = Field(default_factory=dict)


BY_HAND = "by_hand"
"""What stands in place of a rung's name in notices about an escalation by hand."""
RUNGS_OF_NO_LADDER: Mapping[str, Text] = {
    BY_HAND: Text(ar="تصعيد من أحد الموظفين", en="escalated by a colleague"),
    REMINDER_RUNG: Text(ar="تذكير من مقدم الطلب", en="reminder of the applicant"),
    NOBODY_RUNG: Text(ar="لا أحد متاح من الفريق", en="nobody of the team is available"),
}
"""What stands in place of a rung that is on no ladder."""
