"""Teams by name where packs meet: `town.streets` is the team `streets` of the pack `town`, `town.*` are all its teams.

A case names the teams of its own pack by their codes alone. A member of staff who is in a team by its code alone, as
staff records named them before there were several packs, is in that team of every pack that has it.
"""

from collections.abc import Collection, Iterable
from typing import NamedTuple

ALL = "*"
"""In place of a code: all teams of a pack."""
TEAM_NAME = r"^([A-Za-z0-9_-]{1,40}\.)?([a-z][a-z0-9_]{0,63}|\*)$"


def name_of(team: str, pack: str) -> str:
    """The name of a team of a pack where packs meet."""
    return f"{pack}.{team}"


def names_of(team: str, pack: str) -> tuple[str, str, str]:
    """The names under which somebody can be in a team of a pack."""
    return team, name_of(team, pack), name_of(ALL, pack)


def is_in(teams: Collection[str], team: str | None, pack: str) -> bool:
    """Whether somebody who is in these teams is in a team of a pack."""
    if team is None or not teams:
        return False
    return team in teams or name_of(team, pack) in teams or name_of(ALL, pack) in teams


def works_for(teams: Collection[str], pack: str) -> bool:
    """Whether somebody whose role is for all teams works for a pack: not who is in teams of other packs alone."""
    return not teams or any("." not in name or name.startswith(f"{pack}.") for name in teams)


def works_everywhere(teams: Collection[str]) -> bool:
    """Whether somebody whose role is for all teams works for every pack."""
    return not teams or any("." not in name for name in teams)


class TeamsApart(NamedTuple):
    """The teams of some people as a query looks for them."""

    anywhere: tuple[str, ...]
    """Codes without a pack."""
    named: tuple[str, ...]
    """Names with the pack."""
    packs: tuple[str, ...]
    """Packs of which they are in all teams."""

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of all of them, whatever the pack."""
        return (*self.anywhere, *(name.rpartition(".")[2] for name in self.named))


def apart(teams: Iterable[str]) -> TeamsApart:
    """Names of teams by their kind."""
    names = sorted(set(teams))
    whole = tuple(name.rpartition(".")[0] for name in names if name.endswith(f".{ALL}"))
    named = tuple(name for name in names if "." in name and not name.endswith(f".{ALL}"))
    return TeamsApart(tuple(name for name in names if "." not in name), named, whole)
