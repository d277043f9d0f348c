"""How many requests will be late at the pace of the last weeks, per team, and how good such forecasts were."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from commands.common import terminal
from commands.common.words.language import _
from workflows.explain.past_weeks import FEWEST_DAYS, BackTest, Expected, back_test, expected

if TYPE_CHECKING:
    from activities.reports.forecast import PastWeeks

HEADERS = ("if nobody acts", "at this pace", "four days in five", "past days", "team")
ALL = "all"


def show_pace(past: "PastWeeks", foreseen: Mapping[str, int], span: timedelta) -> None:
    """Print what is expected of each team, and the back-test."""
    terminal.heading(_("At the pace of the last weeks, by {count}", count=terminal.counted(past.sampled, "request")))
    rows = [_row(team, many, found) for team, many, found in _expectations(past, foreseen) if found]
    if not rows:
        terminal.line(
            "  ", _("nothing is known: fewer than {fewest_days} past days had such requests", fewest_days=FEWEST_DAYS)
        )
        return
    terminal.table(HEADERS, rows, indent="  ")
    if tested := back_test(past.days, span):
        terminal.line()
        terminal.line("  ", _tested(tested))


def _expectations(past: "PastWeeks", foreseen: Mapping[str, int]) -> Iterator[tuple[str, int, Expected | None]]:
    for team, many in foreseen.items():
        yield team, many, expected(past.by_team.get(team, ()), many)
    whole = sum(foreseen.values())
    yield ALL, whole, expected(past.days, whole)


def _row(team: str, many: int, found: Expected) -> list[terminal.Piece]:
    return [str(many), f"{found.late:.1f}", _("{low} to {high}", low=found.low, high=found.high), str(found.days), team]


def _tested(tested: BackTest) -> str:
    """`tried on 24 past days: off by 1.3 of 9.2 late ones on average, within the interval on 20 of 24 days`."""
    off = _("off by {error:.1f} of {late:.1f} late ones on average", error=tested.error, late=tested.late)
    days = terminal.counted(tested.days, "past day")
    return _(
        "tried on {days}: {off}, within the interval on {within} of {days_2}",
        days=days,
        off=off,
        within=tested.within,
        days_2=tested.days,
    )


def pace_data(past: "PastWeeks", foreseen: Mapping[str, int], span: timedelta) -> dict[str, Any]:
    """The same for programs."""
    tested = back_test(past.days, span)
    return {
        "sampled": past.sampled,
        "teams": {
            team: {"if_nobody_acts": many, **(found._asdict() if found else {"late": None})}
            for team, many, found in _expectations(past, foreseen)
        },
        "back_test": tested._asdict() if tested else None,
    }
