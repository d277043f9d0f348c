"""What statuses, stages, outcomes and roles are called in a domain."""

from operator import not_

from pydantic import Field

from models.base import Wire
from models.codes import Outcome, Role, Stage, Status
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
