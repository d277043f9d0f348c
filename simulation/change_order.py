"""The order of the cases that change under a policy: a closed set, also for the command line."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulation.comparing import ChangedCase

_NEVER = datetime.max.replace(tzinfo=UTC)


class ChangeOrder(StrEnum):
    """The order of the cases that change."""

    SIDES = "sides"
    """Those that change sides first, else as they were found."""
    DUE = "due"
    """Those that are due first under the policy that is tried; those without an instant at the end."""
    MOVED = "moved"
    """Those whose due instant moves most."""
    SERVICE = "service"
    TEAM = "team"
    CASE = "case"

    def key(self, change: "ChangedCase") -> Any:
        """What cases are put in order by."""
        figures = change.after or change.before
        if self is ChangeOrder.SIDES or figures is None:
            return not change.changes_sides
        if self is ChangeOrder.DUE:
            return figures.due or _NEVER, change.name
        if self is ChangeOrder.MOVED:
            return -abs(change.moved), change.name
        named = {ChangeOrder.SERVICE: figures.service, ChangeOrder.TEAM: figures.team}
        return named.get(self, ""), change.name
