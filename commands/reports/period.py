"""The options by which figures are narrowed: from which day to which, of which pack, service and team."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from commands.common import terminal
from commands.common.declare import local
from commands.common.instants import date_past
from commands.common.language import _
from commands.work.case_filter import of_pack
from errors import WrongUsage

if TYPE_CHECKING:
    from activities.reports.indicators import Period

USUAL = 30
"""The days of a report that names none."""

From = Annotated[
    datetime | None,
    typer.Option("--from", metavar="DATE", parser=date_past, help="From this date on.", show_default="30 days back"),
]
To = Annotated[
    datetime | None,
    typer.Option("--to", metavar="DATE", parser=date_past, help="Up to this date, with it.", show_default="now"),
]


def period_of(
    since: datetime | None, until: datetime | None, pack: str | None, service: str | None, team: str | None
) -> "Period":
    """The period in local days. Raises WrongUsage where it ends before it begins."""
    from activities.reports.indicators import Period

    pack, code = of_pack(pack, team)
    today = datetime.now(UTC).astimezone(terminal.local_zone())
    last = until or today.replace(tzinfo=None, hour=0, minute=0, second=0, microsecond=0)
    first = since or last - timedelta(days=USUAL - 1)
    if first > last:
        raise WrongUsage(_("--from is after --to"))
    return Period(
        since=local(first), until=local(last + timedelta(days=1)), pack=pack, service=service, team=code or None
    )


def about(period: "Period") -> dict[str, str | None]:
    """The period as the view keeps it."""
    days = {"since": period.since.isoformat(), "until": period.until.isoformat()}
    return days | {"pack": period.pack, "service": period.service, "team": period.team}
