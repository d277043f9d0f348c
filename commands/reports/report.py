"""The command report: the indicators of a period, for those who answer for the promises."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from commands.common import terminal
from commands.common.declare import DATE, As, AsJson, OfPack, Why, command, local
from commands.common.labels import WORK
from commands.common.looking import Intent
from commands.work.cases import check_asked
from errors import WrongUsage
from models.codes import ReportBy, Verb

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from activities.reports.indicators import Figures, Period
    from models.codes import Stage

app = typer.Typer()

USUAL = 30
"""The days of a report that names none."""

From = Annotated[
    datetime | None,
    typer.Option("--from", metavar="DATE", formats=DATE, help="From this date on.", show_default=f"{USUAL} days back"),
]
To = Annotated[
    datetime | None,
    typer.Option("--to", metavar="DATE", formats=DATE, help="Up to this date, with it.", show_default="now"),
]
OfTeam = Annotated[str | None, typer.Option(metavar="TEAM", help="Only of this team.", show_default=False)]
OfService = Annotated[str | None, typer.Option(metavar="CODE", help="Only of this service.", show_default=False)]
By = Annotated[ReportBy | None, typer.Option(help="A line for each of these.", show_default=False)]
Sort = Annotated[
    str | None,
    typer.Option(metavar="CODE", help="With --by: the indicator that orders the lines.", show_default="opened"),
]
Fairness = Annotated[
    bool, typer.Option("--fairness", help="Citizens and residents, languages and channels side by side.")
]
Definitions = Annotated[bool, typer.Option("--definitions", help="Print what each indicator is, and nothing else.")]
InLanguage = Annotated[str, typer.Option("--language", metavar="CODE", help="The language of titles: en or ar.")]
Html = Annotated[
    Path | None,
    typer.Option("--html", metavar="FILE", help="Write a page with charts into this file.", show_default=False),
]
AsCsv = Annotated[bool, typer.Option("--csv", help="Print a table for a spreadsheet.")]

LANGUAGES = ("en", "ar")


@command(
    app,
    WORK,
    "tawasul report --as d.dana",
    "tawasul report --from 2026-01-01 --to 2026-01-31 --by team --sort late_open",
    "tawasul report --by officer --csv --as d.dana > officers.csv",
    "tawasul report --html report.html --language ar --as d.dana",
    "tawasul report --definitions --language ar",
    name="report",
)
def show_report(
    since: From = None,
    until: To = None,
    pack: OfPack = None,
    service: OfService = None,
    team: OfTeam = None,
    by: By = None,
    sort: Sort = None,
    fairness: Fairness = False,
    definitions: Definitions = False,
    language: InLanguage = "en",
    html: Html = None,
    as_csv: AsCsv = False,
    why: Why = None,
    staff: As = None,
    as_json: AsJson = False,
) -> None:
    """What came in and went out, in time or late, how long it took, and what is open: the figures of your units.

    Counted from what happened, so that a later reopening changes no figure. Times are working time as the promise of
    each case has it, and all time. Each indicator has its definition (--definitions).
    """
    from commands.reports import data, printing, sheet
    from commands.reports import fairness as side_by_side

    _check(language, sort)
    if definitions:
        data.define() if as_json else sheet.define(language) if as_csv else printing.define(language)
        return
    period = _period(since, until, pack, service, team)
    intent = Intent(staff, why)
    if html:
        _write_page(html, intent, period, language)
        return
    found = _read(intent, period, side_by_side.ATTRIBUTES if fairness else (by,)).figures
    if fairness:
        side_by_side.show(period, found, language, as_json=as_json, as_csv=as_csv)
    elif as_json:
        data.show(period, found[0], by)
    elif as_csv:
        sheet.show(found[0], by, language)
    elif by:
        printing.groups(period, found[0], by, sort or "opened", language)
    else:
        printing.figures(period, found[0], language)


def _check(language: str, sort: str | None) -> None:
    """Raises WrongUsage for a language without words, or an indicator that there is not."""
    from models.reports.catalog import BY_CODE

    if language not in LANGUAGES:
        raise WrongUsage(f"--language {language}: the words are in {' and '.join(LANGUAGES)}")
    if sort and sort not in BY_CODE:
        raise WrongUsage(
            f"--sort {sort}: no such indicator", "`tawasul report --definitions` has them with their codes"
        )


def _period(
    since: datetime | None, until: datetime | None, pack: str | None, service: str | None, team: str | None
) -> "Period":
    """The period in local days. Raises WrongUsage where it ends before it begins."""
    from activities.reports.indicators import Period

    named, dot, code = (team or "").rpartition(".")
    today = datetime.now(UTC).astimezone(terminal.local_zone())
    last = until or today.replace(tzinfo=None, hour=0, minute=0, second=0, microsecond=0)
    first = since or last - timedelta(days=USUAL - 1)
    if first > last:
        raise WrongUsage("--from is after --to")
    return Period(
        since=local(first),
        until=local(last + timedelta(days=1)),
        pack=named if dot else pack,
        service=service,
        team=code or None,
    )


class _Read(NamedTuple):
    """The figures, grouped by each of what was asked, and where the time of late decisions went."""

    figures: "list[Figures]"
    late: "Mapping[Stage, int]"


def _read(intent: Intent, period: "Period", by: "Sequence[ReportBy | None]") -> _Read:
    """The figures of somebody's units, with the view of it left behind."""
    from activities.reports.indicators import indicators
    from activities.reports.late_time import late_time
    from commands.common.context import records
    from commands.common.looking import look_through, onlooker

    who, now = onlooker(intent), datetime.now(UTC)
    scope, zone = who.scope(Verb.LIST), str(terminal.local_zone())
    with records() as connection, connection.transaction():
        check_asked(connection, pack=period.pack, team=period.team, service=period.service)
        found = [indicators(connection, period, now, scope, by=each, zone=zone) for each in by]
        late = late_time(connection, period, scope)
        look_through(connection, who, Verb.LIST, 0, report=True, **_about(period))
    return _Read(found, late)


def _write_page(file: Path, intent: Intent, period: "Period", language: str) -> None:
    """Write the page. Raises WrongUsage where the file cannot be written."""
    from commands.reports.page.content import NEEDED, PageData
    from commands.reports.page.html import page

    found = _read(intent, period, NEEDED)
    text = page(PageData(period, dict(zip(NEEDED, found.figures, strict=True)), found.late, language))
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise WrongUsage(f"{file} cannot be written: {error.strerror}") from error
    terminal.line(f"written to {file}")


def _about(period: "Period") -> dict[str, str | None]:
    """The period as the view keeps it."""
    days = {"since": period.since.isoformat(), "until": period.until.isoformat()}
    return days | {"pack": period.pack, "service": period.service, "team": period.team}
