"""Who has the case: taken, put back, assigned, shared out, passed on."""

from operator import not_
from typing import Literal

from pydantic import Field

from models.base import Wire
from models.case.actor import Actor
from models.codes import ShareBy
from models.sharing import Colleague


class Claimed(Wire):
    """The actor took the case."""

    in_clear = True

    type: Literal["claimed"] = "claimed"


class Released(Wire):
    """The case was given up: nobody holds it."""

    in_clear = True

    type: Literal["released"] = "released"


class Assigned(Wire):
    """The case was given to a member of staff."""

    in_clear = True

    type: Literal["assigned"] = "assigned"
    to: Actor


class SharedOut(Wire):
    """The case, or its next approval `step`, was given to one of a team by the team's rule.

    `among` is what was known of each of them then, whoever comes next first; of `MOST_COLLEAGUES` at most.
    """

    in_clear = True

    type: Literal["shared_out"] = "shared_out"
    to: Actor
    team: str
    by: ShareBy
    skills: tuple[str, ...] = ()
    """Those that the case needs."""
    step: str | None = Field(None, exclude_if=not_)
    among: tuple[Colleague, ...] = ()


class NobodyAvailable(Wire):
    """The case, or its next approval `step`, was to be given to one of a team, and nobody was available: a rung."""

    in_clear = True

    type: Literal["nobody_available"] = "nobody_available"
    team: str
    by: ShareBy
    skills: tuple[str, ...] = ()
    step: str | None = Field(None, exclude_if=not_)
    among: tuple[Colleague, ...] = ()


class Redirected(Wire):
    """Handed to another team of the directorate."""

    type: Literal["redirected"] = "redirected"
    team: str
    reason: str
    note: str | None = None
