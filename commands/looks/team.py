"""How the work of the teams of who asks is shared out."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from activities.records.versions import packs_in_force
from activities.reports.team import TeamKey, TeamWork, team_work, teams_of
from commands.common.context import packs
from commands.common.lists import ListForm
from commands.common.onlooker.looking import look_through
from commands.common.typed.suggest import did_you_mean
from commands.common.words.language import _
from commands.looks.asking import AtRecords, look
from commands.looks.titles import language_for
from errors import NotAllowed, WrongUsage
from models.authority import Scope
from models.packs.pack import Pack
from models.sharing import TeamRule
from models.teams import name_of


class TeamAsked(NamedTuple):
    """Of which team or pack, and the ends of the coming days."""

    team: str | None
    pack: str | None
    ends: tuple[datetime, ...]
    form: ListForm = ListForm()
    language: str | None = None


class TeamTold(NamedTuple):
    """The teams with their members, what they are called, and the language of who reads."""

    now: datetime
    teams: tuple[TeamWork, ...]
    titles: Mapping[str, str]
    """By pack and team, as `town.streets`, in the language of who reads, else in the first of the pack."""


@look("team")
def team(place: AtRecords, asked: TeamAsked) -> TeamTold:
    """The teams, with the view of it left behind. Raises NotAllowed, WrongUsage for an unknown team."""
    now, (connection, who, _config) = datetime.now(UTC), place
    scope = asked.form.scope(who)
    with connection.transaction():
        known = packs_in_force(connection, packs(), now)
        rules = _rules(known, scope, _named(known, asked.team, asked.pack))
        found = team_work(connection, rules, now, asked.ends)
        cases = sum(one.coming.cases for one in found)
        look_through(connection, who, asked.form.verb, cases, team=asked.team or asked.pack or "all")
        language = language_for(place, asked.language)
    titles = {name_of(each.key.team, each.key.pack): _title(known[each.key.pack], each.key, language) for each in found}
    return TeamTold(now, tuple(found), titles)


def _title(pack: Pack, key: TeamKey, language: str | None) -> str:
    return pack.teams[key.team].of(*([language] if language else []), *pack.languages)


def _named(packs: Mapping[str, Pack], team: str | None, pack: str | None) -> Callable[[TeamKey], bool]:
    """Which teams are asked for. Raises WrongUsage for a team or pack that there is none of."""
    named, _dot, code = (team or "").rpartition(".")
    if pack is not None and pack not in packs:
        raise WrongUsage(_("--pack: no pack {pack}", pack=pack), did_you_mean(pack, packs, "packs"))
    if named and pack not in (None, named):
        raise WrongUsage(_("{team} is of the pack {named}, not of {pack}", team=team, named=named, pack=pack))
    of_pack = pack or named
    known = sorted({each for name, one in packs.items() if name == (of_pack or name) for each in one.teams})
    if code and code not in known:
        raise WrongUsage(_("no team {team}", team=team), did_you_mean(code, known, "teams"))
    return lambda key: (not of_pack or key.pack == of_pack) and (not code or key.team == code)


def _rules(packs: Mapping[str, Pack], scope: Scope, wanted: Callable[[TeamKey], bool]) -> dict[TeamKey, TeamRule]:
    """The rules of the teams that are asked for and seen. Raises NotAllowed where none of them is seen."""
    seen = [key for key in teams_of(packs, scope) if wanted(key)]
    if not seen:
        raise NotAllowed(_("this team is not yours"), _("you see the figures of your own teams: `tawasul team`"))
    terms = {name: pack.sharing.teams for name, pack in packs.items() if pack.sharing}
    return {key: terms.get(key.pack, {}).get(key.team, TeamRule()) for key in seen}
