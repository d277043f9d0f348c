"""Who acts in a case, with role and teams."""

from operator import not_
from typing import Annotated

from pydantic import Field

from models.base import Wire
from models.codes import Role
from models.teams import TEAM_NAME, is_in, works_for
from models.validation import Pattern

StaffId = Annotated[str, Pattern(r"^[A-Za-z0-9._@-]{1,64}$", "must have 1 to 64 Latin letters, digits and . _ @ -")]
TeamName = Annotated[str, Pattern(TEAM_NAME, "must be a team: its code, or PACK.CODE")]

MOST_ABSENT = 100
"""For how many people at most somebody stands in at once."""


class Actor(Wire):
    """Who acts, with the role and teams the staff records gave. Beneficiaries and the system have no team."""

    id: StaffId
    role: Role
    teams: tuple[TeamName, ...] = ()
    stands_in_for: StaffId | None = Field(None, exclude_if=not_)
    """The person who is away and in whose place they act: role and teams are of that person. Left out when there is
    none, so that older events keep their bytes."""

    @property
    def represents(self) -> str:
        """The person with whose authority they act: who is away, or they themselves."""
        return self.stands_in_for or self.id

    @property
    def persons(self) -> frozenset[str]:
        """All who take part when they act: a step that both took part in is not of two persons."""
        return frozenset({self.id, self.represents})

    def in_place_of(self, absent: "Actor") -> "Actor":
        """The same person with the authority of somebody who is away."""
        return Actor(id=self.id, role=absent.role, teams=absent.teams, stands_in_for=absent.id)

    def in_team(self, team: str | None, pack: str) -> bool:
        """Whether the actor works for a team of a pack. Beneficiaries and the system work for all; directors and
        managers for all of every pack, but for those who are in teams of other packs alone.
        """
        of_all = self.role in _OF_ALL_TEAMS and works_for(self.teams, pack)
        return of_all or is_in(self.teams, team, pack)


_OF_ALL_TEAMS = frozenset({Role.DIRECTOR, Role.MANAGER, Role.SYSTEM, Role.BENEFICIARY})

SYSTEM = Actor(id="system", role=Role.SYSTEM)
BENEFICIARY = Actor(id="beneficiary", role=Role.BENEFICIARY)
