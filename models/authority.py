"""Who may do what: the table a directorate writes in `policies/authority.toml`, reading included.

The roles of the commands to a case go into the policy that each new case carries (`models.policy`). Everything else is
asked here, when somebody does it.
"""

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Annotated, NamedTuple, Self

from pydantic import AfterValidator, BeforeValidator, model_validator

from models.base import Frozen
from models.case.actor import Actor
from models.case.row import CaseRow
from models.codes import STAFF_ROLES, Role, Stage, Verb
from models.teams import is_in, works_everywhere, works_for

PERSONAL = frozenset(
    {
        Verb.EXPORT,
        Verb.BREAK_GLASS,
        Verb.AUDIT,
        Verb.STAFF,
        Verb.CALENDAR,
        Verb.TRUST,
        Verb.POLICY,
        Verb.RETENTION,
        Verb.HOLD,
        Verb.ERASE,
        Verb.WEBHOOKS,
    }
)
"""What nobody does in somebody's place."""
_DURATION = re.compile(r"([1-9]\d{0,3})([mh])")
HOW_TO_WRITE = "write it as 30m or 2h"


def read_duration(text: object) -> timedelta:
    """An amount of time by the clock, written `30m` or `2h`. Raises ValueError."""
    parts = _DURATION.fullmatch(text) if isinstance(text, str) else None
    if parts is None:
        raise ValueError(HOW_TO_WRITE)
    return int(parts[1]) * timedelta(minutes=1 if parts[2] == "m" else 60)


def _of_staff(role: Role) -> Role:
    if role not in STAFF_ROLES:
        raise ValueError(f"{role} is no role of staff: choose among {', '.join(STAFF_ROLES)}")
    return role


def _of_staff_or_beneficiary(role: Role) -> Role:
    return role if role is Role.BENEFICIARY else _of_staff(role)


StaffRole = Annotated[Role, AfterValidator(_of_staff)]
CommandRole = Annotated[Role, AfterValidator(_of_staff_or_beneficiary)]
"""A role that may give a command to a case: of staff, and of a command of beneficiaries the beneficiary."""
Duration = Annotated[timedelta, BeforeValidator(read_duration)]


class Grant(Frozen):
    """The roles that may do one thing: for cases of their own teams, or for those of all teams."""

    own_teams: tuple[StaffRole, ...] = ()
    all_teams: tuple[StaffRole, ...] = ()
    why: bool = False
    """Whether they must say why."""

    @property
    def roles(self) -> tuple[Role, ...]:
        """All roles that may do it."""
        return tuple(dict.fromkeys((*self.own_teams, *self.all_teams)))

    def covers(self, actor: Actor, team: str | None, pack: str = "") -> bool:
        """Whether somebody may do it for a case of a team of a pack."""
        if actor.role in self.all_teams and works_for(actor.teams, pack):
            return True
        return actor.role in self.own_teams and is_in(actor.teams, team, pack)


class BreakGlass(Frozen):
    """For how long a case is opened by break-glass."""

    usual: Duration
    longest: Duration

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.usual > self.longest:
            raise ValueError("usual is longer than longest")
        return self


class Authority(Frozen):
    """The whole table."""

    verbs: dict[Verb, Grant]
    commands: dict[str, tuple[CommandRole, ...]]
    """The roles of staff that may give each command to a case, for which they must be of its team; and whether the
    beneficiary may give those of their own that a directorate can keep to its staff."""
    break_glass: BreakGlass

    @model_validator(mode="after")
    def _names_every_verb(self) -> Self:
        if missing := sorted(set(Verb) - self.verbs.keys()):
            raise ValueError(f"verbs lacks {', '.join(missing)}")
        return self

    def scope(self, verb: Verb, places: Iterable[Actor]) -> "Scope | None":
        """The cases for which somebody may do something, in any of the places they act in; none: for no case."""
        grant = self.verbs[verb]
        acting = (place for place in places if verb not in PERSONAL or not place.stands_in_for)
        granted = tuple(place for place in acting if place.role in grant.roles)
        of_all = tuple(place for place in granted if place.role in grant.all_teams)
        packs = frozenset(name.partition(".")[0] for place in of_all for name in place.teams if "." in name)
        return Scope(granted, any(works_everywhere(place.teams) for place in of_all), packs) if granted else None


class Scope(NamedTuple):
    """Which cases somebody sees: all, or those of their teams, those they hold, those that wait for their step or for
    their answer, and those against whose result they have an appeal."""

    places: tuple[Actor, ...]
    """Who they are, and in whose place they act, as far as the role allows it."""
    all_teams: bool
    packs: frozenset[str] = frozenset()
    """Packs whose cases they all see: those of whose role is for all teams, and who is in teams of these alone."""

    @property
    def teams(self) -> frozenset[str]:
        """Their teams, and those of people in whose place they act."""
        return frozenset(team for place in self.places for team in place.teams)

    @property
    def holders(self) -> frozenset[str]:
        """They themselves, and the people in whose place they act."""
        return frozenset(place.represents for place in self.places)

    def covers(self, row: CaseRow) -> bool:
        """Whether a case is among them."""
        return self.all_teams or row.pack in self.packs or any(_is_of(place, row) for place in self.places)

    def place_for(self, row: CaseRow) -> Actor:
        """In whose place a case is seen: as themselves, unless it is of somebody else alone."""
        return next((place for place in self.places if _is_of(place, row)), self.places[0])


def both(one: Scope, other: Scope) -> Scope:
    """The cases that are in two scopes of the same person: all, or those of the places that both have."""
    if one.all_teams or other.all_teams:
        return other if one.all_teams else one
    return Scope(tuple(place for place in one.places if place in other.places), False, one.packs & other.packs)


def _is_of(place: Actor, row: CaseRow) -> bool:
    waits_for = row.step_teams if row.stage is Stage.AWAITING_APPROVAL else ()
    teams = {row.team, row.consulted, row.awaited_team, row.appeal_team, *waits_for}
    return row.assignee == place.represents or any(is_in(place.teams, team, row.pack) for team in teams)
