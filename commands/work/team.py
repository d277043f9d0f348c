"""The command team: what the members of teams hold and may still be given, who is away, what falls due."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from commands.common import terminal
from commands.common.code_words import word
from commands.common.declare import OfPack
from commands.common.labels import SHARE_BY, WORK
from commands.common.language import _, listed
from commands.common.list_command import list_command
from commands.common.lists import HowMany, ListForm
from commands.common.looking import Intent
from commands.common.suggest import did_you_mean
from commands.work.team_sheet import day_of, print_sheet, team_data, team_title
from errors import NotAllowed, WrongUsage
from models.codes import TeamOrder
from models.teams import name_of

if TYPE_CHECKING:
    from activities.reports.team import ComingWork, TeamKey, TeamWork, Workload
    from models.authority import Scope
    from models.packs.pack import Pack
    from models.sharing import TeamRule

app = typer.Typer()

OneTeam = Annotated[str | None, typer.Argument(metavar="TEAM", help="Only this team.", show_default=False)]
Days = Annotated[int, typer.Option(min=1, max=14, help="How many coming days, today among them.")]
WithSkill = Annotated[
    str | None, typer.Option("--skill", metavar="SKILL", help="Only who has this skill.", show_default=False)
]
OnlyFree = Annotated[bool, typer.Option("--free", help="Only who is there and may be given one more.")]
OrderedBy = Annotated[TeamOrder, typer.Option("--sort", help="The order of the members.")]


@list_command(
    app,
    WORK,
    "tawasul team exit_visas --days 3",
    "tawasul team --sort free --free --as d.dana",
    'tawasul team --csv --why "the weekly plan" --as d.dana > teams.csv',
    name="team",
)
def show_team(
    form: ListForm,
    intent: Intent,
    team: OneTeam = None,
    pack: OfPack = None,
    days: Days = 5,
    skill: WithSkill = None,
    free: OnlyFree = False,
    sort: OrderedBy = TeamOrder.LOAD,
) -> None:
    """How the work of your teams is shared out: load, capacity, absence, and what falls due in the coming days.

    What somebody holds counts in all teams; late and due are of the team. To take the list away (--csv) needs a reason.
    """
    from activities.records.versions import packs_in_force
    from activities.reports.team import team_work
    from commands.common.context import packs, records
    from commands.common.looking import look_through, onlooker
    from commands.common.reader import language_of_reader

    now, who = datetime.now(UTC), onlooker(intent)
    scope, ends = form.scope(who), _ends_of_days(now, days)
    with records() as connection, connection.transaction():
        known = packs_in_force(connection, packs(), now)
        rules = _rules(known, scope, _named(known, team, pack))
        found = team_work(connection, rules, now, ends)
        members = sorted((each for one in found for each in one.members), key=_ORDERS[sort])
        chosen = [each for each in members if _is_wanted(each, skill, now, free=free)]
        shown = form.part(chosen)
        reader = language_of_reader(connection, who.actor.id)
        look_through(connection, who, form.verb, sum(one.coming.cases for one in found), team=team or pack or "all")
    form.show(
        HowMany(len(shown), len(chosen), terminal.moment(now, terminal.local_zone()), "member"),
        page=lambda: _print_teams(found, shown, _Days(now, ends), known, reader),
        sheet=lambda: print_sheet(shown, known, now, ends, reader),
        data=lambda: team_data(found, shown, len(chosen), now, ends),
    )


_ORDERS: Mapping[TeamOrder, "Callable[[Workload], Any]"] = {
    TeamOrder.LOAD: lambda each: (-each.holds, each.member.id, each.key),
    TeamOrder.FREE: lambda each: (-(each.free if each.free is not None else 10**6), each.holds, each.member.id),
    TeamOrder.LATE: lambda each: (-each.of_team.late, -each.holds, each.member.id, each.key),
    TeamOrder.NAME: lambda each: (each.member.id, each.key),
    TeamOrder.TEAM: lambda each: (each.key, -each.holds, each.member.id),
}


def _ends_of_days(now: datetime, days: int) -> list[datetime]:
    """The ends of today and the days after it, in local time."""
    zone = terminal.local_zone()
    today = now.astimezone(zone).date()
    return [datetime.combine(today + timedelta(days=place), time(), zone) for place in range(1, days + 1)]


def _named(packs: "Mapping[str, Pack]", team: str | None, pack: str | None) -> "Callable[[TeamKey], bool]":
    """Which teams are asked for. Raises WrongUsage for a team or pack that there is none of."""
    named, _dot, code = (team or "").rpartition(".")
    if pack is not None and pack not in packs:
        raise WrongUsage(_("--pack: no pack {pack}; packs are: {packs}", pack=pack, packs=listed(packs)))
    if named and pack not in (None, named):
        raise WrongUsage(_("{team} is of the pack {named}, not of {pack}", team=team, named=named, pack=pack))
    of_pack = pack or named
    known = sorted({each for name, one in packs.items() if name == (of_pack or name) for each in one.teams})
    if code and code not in known:
        raise WrongUsage(_("no team {team}", team=team), did_you_mean(code, known, "teams"))
    return lambda key: (not of_pack or key.pack == of_pack) and (not code or key.team == code)


def _rules(
    packs: "Mapping[str, Pack]", scope: "Scope", wanted: "Callable[[TeamKey], bool]"
) -> "dict[TeamKey, TeamRule]":
    """The rules of the teams that are asked for and seen. Raises NotAllowed where none of them is seen."""
    from activities.reports.team import teams_of
    from models.sharing import TeamRule

    seen = [key for key in teams_of(packs, scope) if wanted(key)]
    if not seen:
        raise NotAllowed(_("this team is not yours"), _("you see the figures of your own teams: `tawasul team`"))
    terms = {name: pack.sharing.teams for name, pack in packs.items() if pack.sharing}
    return {key: terms.get(key.pack, {}).get(key.team, TeamRule()) for key in seen}


def _is_wanted(each: "Workload", skill: str | None, now: datetime, *, free: bool) -> bool:
    there = each.member.away_until is None and each.free != 0
    return (skill is None or skill in each.member.skills) and (there or not free)


class _Days(NamedTuple):
    """As of when, and the ends of the days to come."""

    now: datetime
    ends: Sequence[datetime]


def _print_teams(
    found: "Sequence[TeamWork]",
    members: "Sequence[Workload]",
    days: _Days,
    packs: "Mapping[str, Pack]",
    reader: str | None,
) -> None:
    """The teams, and the members below."""
    ends = days.ends
    headers = ("team", "cases come", "capacity", "open", "waiting", "to be given", "late", *_day_names(ends), "title")
    rows: list[list[terminal.Piece]] = [
        [
            terminal.bold(name_of(each.key.team, each.key.pack)),
            SHARE_BY[each.rule.by].word,
            _or_none(each.rule.capacity),
            str(each.coming.cases),
            str(each.waiting),
            terminal.warning(str(each.to_be_given)) if each.to_be_given else "0",
            *_due(each.coming),
            team_title(packs, each.key, reader),
        ]
        for each in found
    ]
    terminal.table(headers, rows)
    _print_members(members, days.now, ends)


def _print_members(members: "Sequence[Workload]", now: datetime, ends: Sequence[datetime]) -> None:
    terminal.heading(_("Members"))
    headers = ("staff", "role", "team", "holds", "free", "of team", "late", *_day_names(ends))
    rows = ([*_member_row(each), *_absence(each, now), each.member.name] for each in members)
    terminal.table((*headers, "last given", "skills", "away", "substitute", "name"), rows)


def _member_row(each: "Workload") -> list[terminal.Piece]:
    zone = terminal.local_zone()
    return [
        terminal.bold(each.member.id),
        word(each.member.role),
        each.key.team,
        str(each.holds),
        terminal.warning("0") if each.free == 0 else _or_none(each.free),
        str(each.of_team.cases),
        *_due(each.of_team),
        terminal.moment(each.last_at, zone),
        ", ".join(each.member.skills) or terminal.NONE,
    ]


def _absence(each: "Workload", now: datetime) -> tuple[terminal.Piece, terminal.Piece]:
    """Until when somebody is away, or from when on they will be; and who stands in."""
    if (away := each.away) is None:
        return terminal.NONE, terminal.NONE
    zone = terminal.local_zone()
    until = terminal.moment(away.until, zone)
    when = (
        _("until {until}", until=until)
        if away.since <= now
        else _("from {at} until {until}", at=terminal.moment(away.since, zone), until=until)
    )
    return terminal.warning(when), away.substitute or terminal.NONE


def _due(coming: "ComingWork") -> list[terminal.Piece]:
    late = terminal.bad(str(coming.late)) if coming.late else "0"
    return [late, *map(str, coming.days)]


def _day_names(ends: Sequence[datetime]) -> list[str]:
    """`due 11-30` for each of the days."""
    return [_("due {end:%m-%d}", end=day_of(end)) for end in ends]


def _or_none(number: int | None) -> str:
    return terminal.NONE if number is None else str(number)
