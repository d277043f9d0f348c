"""How a case begins: as a request, as an appeal, as the second of two, or imported; and what the first stage found."""

from operator import not_
from typing import Literal

from pydantic import Field

from models.base import Wire
from models.case.actor import Actor
from models.case.events.deciding import OfficialReply
from models.case.first_event import FirstEvent
from models.case.standing import Passed, Standing
from models.codes import Role
from models.triage.assessment import Assessment


class SplitOf(Wire):
    """The case out of which a case was taken, and the how manieth it is of that one, from 1."""

    reference: str
    number: int


class AppealOf(Wire):
    """What the case of an appeal is about: the case whose result is appealed, everybody of staff who took part in
    that one, who decide nothing here, and at which levels it is decided."""

    reference: str
    number: int
    """Counts the appeals against results of that case, from 1."""
    took_part: tuple[str, ...] = ()
    levels: tuple[Role, ...] | None = Field(None, exclude_if=lambda levels: levels is None)
    """The roles above those that decided that one. None: it was opened before they were kept."""
    apart: tuple[str, ...] = Field((), exclude_if=not_)
    """The teams that had nothing to do with that one, and decide whatever the role."""


class Opened(FirstEvent):
    """A request became a case."""

    in_clear = True

    type: Literal["opened"] = "opened"
    appeal_of: AppealOf | None = Field(None, exclude_if=not_)
    """This and what follows is left out where there is none, so that older events keep their bytes."""
    split_of: SplitOf | None = Field(None, exclude_if=not_)


class Imported(FirstEvent):
    """A case of another system goes on here from where it stood there; `to` holds it."""

    type: Literal["imported"] = "imported"
    standing: Standing
    to: Actor | None = None
    passed: tuple[Passed, ...] = ()


class Assessed(Wire):
    """The automatic first stage concluded."""

    type: Literal["assessed"] = "assessed"
    assessment: Assessment
    reply: OfficialReply | None = None
