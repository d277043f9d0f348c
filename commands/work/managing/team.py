"""The command team: what the members of teams hold and may still be given, who is away, what falls due."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands.common import terminal
from commands.common.lists import HowMany, ListForm
from commands.common.onlooker.looking import Intent
from commands.common.terminal import Column
from commands.common.typed.declare import OfPack, Wide
from commands.common.typed.list_command import list_command
from commands.common.words.code_words import word
from commands.common.words.labels import SHARE_BY, WORK
from commands.common.words.language import _
from commands.work.managing.team_data import day_of, team_data
from commands.work.managing.team_sheet import print_sheet, team_title
from models.codes import TeamOrder
from models.teams import name_of

if TYPE_CHECKING:
    from activities.reports.team import ComingWork, Workload
    from commands.looks.team import TeamTold

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
    wide: Wide = False,
) -> None:
    """How the work of your teams is shared out: load, capacity, absence, and what falls due in the coming days.

    What somebody holds counts in all teams; late and due are of the team. To take the list away (--csv) needs a reason.
    """
    from commands.common.onlooker.reader import own_language
    from commands.looks.team import TeamAsked
    from commands.looks.team import team as look

    ends = _ends_of_days(datetime.now(UTC), days)
    told = look(intent, TeamAsked(team, pack, tuple(ends), form, own_language()))
    members = sorted((each for one in told.teams for each in one.members), key=_ORDERS[sort])
    chosen = [each for each in members if _is_wanted(each, skill, told.now, free=free)]
    shown = form.part(chosen)
    form.show(
        HowMany(len(shown), len(chosen), terminal.moment(told.now, terminal.local_zone()), "member"),
        page=lambda: _print_teams(told, shown, ends, wide=wide),
        sheet=lambda: print_sheet(shown, told, ends),
        data=lambda: team_data(told.teams, shown, len(chosen), told.now, ends),
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


def _is_wanted(each: "Workload", skill: str | None, now: datetime, *, free: bool) -> bool:
    there = each.member.away_until is None and each.free != 0
    return (skill is None or skill in each.member.skills) and (there or not free)


FIRST_DAY = 10
"""How soon the column of today is left out where there is no room; that of a later day sooner."""
TEAM = (
    Column("team", least=12, wanted=24),
    Column("cases come", dropped=2, least=12),
    Column("capacity", dropped=4),
    Column("open"),
    Column("waiting", dropped=1),
    Column("to be given", dropped=5),
    Column("late"),
)
MEMBER = (
    Column("staff", least=6),
    Column("role", dropped=5),
    Column("team", dropped=1, least=8),
    Column("holds"),
    Column("free", dropped=6),
    Column("of team", dropped=3),
    Column("late"),
)
OF_MEMBER = (
    Column("last given", dropped=9),
    Column("skills", dropped=8, least=8),
    Column("away", dropped=7, least=12),
    Column("substitute", dropped=4, least=6),
    Column("name", dropped=2, least=8),
)


def _print_teams(told: "TeamTold", members: "Sequence[Workload]", ends: Sequence[datetime], *, wide: bool) -> None:
    """The teams, and the members below."""
    columns = (*TEAM, *_day_columns(ends), Column("title", dropped=3, least=10))
    rows: list[list[terminal.Piece]] = [
        [
            terminal.bold(name_of(each.key.team, each.key.pack)),
            SHARE_BY[each.rule.by].word,
            _or_none(each.rule.capacity),
            str(each.coming.cases),
            str(each.waiting),
            terminal.warning(str(each.to_be_given)) if each.to_be_given else "0",
            *_due(each.coming),
            team_title(told, each.key),
        ]
        for each in told.teams
    ]
    terminal.listing(columns, rows, wide=wide)
    terminal.heading(_("Members"))
    columns = (*MEMBER, *_day_columns(ends), *OF_MEMBER)
    rows = [[*_member_row(each), *_absence(each, told.now), each.member.name] for each in members]
    terminal.listing(columns, rows, wide=wide)


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


def _day_columns(ends: Sequence[datetime]) -> list[Column]:
    """`due 11-30` for each of the days; the last one goes first where there is no room."""
    names = (_("due {end:%m-%d}", end=day_of(end)) for end in ends)
    return [Column(name, dropped=FIRST_DAY + place) for place, name in enumerate(names)]


def _or_none(number: int | None) -> str:
    return terminal.NONE if number is None else str(number)
