"""Late promises in groups by where their working time went: the page, the data and the table for spreadsheets."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from commands.common import terminal
from commands.common.lists import HowMany, ListForm
from commands.common.words.labels import TIME_USE
from commands.common.words.language import _
from commands.common.words.pack_titles import service_name, team_name
from commands.common.words.titles import zone_of
from models.codes import LateOrder, TimeUse

if TYPE_CHECKING:
    from activities.reports.lateness import Lateness
    from models.case.style import CaseStyle
    from workflows.explain.lateness import LateGroup, LateRun

MOST_NAMED = 10
"""How many requests that cannot be read are named; `--json` has all."""
GROUP_HEADERS = ("working time", "share", "mostly", "what it went to", "")
HEADERS = ("reference", "was due", "service", "team", "used", "of it", "holder", "outcome")
SHEET_HEADERS = (
    *(
        "reference",
        "pack",
        "service",
        "service title",
        "team",
        "team title",
        "run",
        "was due",
        "most went to",
    ),
    "all (working hours)",
)


@dataclass(frozen=True)
class LatePage:
    """Late promises in groups, as they are printed."""

    found: "Lateness"
    now: datetime
    order: LateOrder
    form: ListForm
    styles: "Mapping[str, CaseStyle]"

    @cached_property
    def groups(self) -> "tuple[LateGroup, ...]":
        """The groups, the one with the most time first."""
        from workflows.explain.lateness import grouped

        return grouped(self.found.runs)

    @cached_property
    def shares(self) -> Mapping[TimeUse, int]:
        """The share of each group in thousandths."""
        from workflows.explain.lateness import shares

        return shares({group.use: group.time for group in self.groups})

    def listed(self, group: "LateGroup") -> "list[LateRun]":
        """The late promises of a group in the order that was asked for."""
        by_due = sorted(group.runs, key=lambda run: (run.broke_at, run.row.reference))
        in_order = by_due if self.order is LateOrder.DUE else sorted(by_due, key=lambda run: -run.main_time)
        return list(self.form.part(in_order))

    def show(self) -> None:
        """Print the groups, and the requests of each."""
        zone = terminal.local_zone()
        whole = sum((group.time for group in self.groups), start=timedelta())
        late = terminal.counted(len(self.found.runs), "late promise")
        terminal.line(
            terminal.bold(late),
            _(" at {at}, {time} in all", at=terminal.moment(self.now, zone), time=terminal.working(whole)),
        )
        if self.groups:
            terminal.table(GROUP_HEADERS, map(self._group_row, self.groups))
        for group in self.groups:
            self._show_members(group)
        if unreadable := self.found.unreadable:
            many = terminal.counted(len(unreadable), "request")
            some = ", ".join(unreadable[:MOST_NAMED])
            terminal.line()
            terminal.line(
                terminal.warning(_("not counted, as they cannot be read: {many}, {some}", many=many, some=some))
            )

    def _group_row(self, group: "LateGroup") -> list[terminal.Piece]:
        label, share = TIME_USE[group.use], f"{self.shares[group.use] / 10:.1f} %"
        return [terminal.working(group.time), share, str(len(group.runs)), label.word, label.beside]

    def _show_members(self, group: "LateGroup") -> None:
        if not group.runs:
            return
        listed = self.listed(group)
        part = HowMany(len(listed), len(group.runs), "").in_heading(self.form.offset)
        terminal.heading(_("Mostly {use}{part}", use=TIME_USE[group.use].word, part=part))
        terminal.table(HEADERS, map(self._member_row, listed), indent="  ")

    def _member_row(self, late: "LateRun") -> list[terminal.Piece]:
        row, style = late.row, self.styles.get(late.row.policy)
        run = _(", run {run}", run=late.spent.clock.run) if late.spent.clock.run > 1 else ""
        return [
            terminal.bold(row.reference),
            terminal.moment(late.broke_at, zone_of(style)) + run,
            service_name(row.service, row.pack),
            team_name(row.team, row.pack) if row.team else terminal.NONE,
            terminal.working(late.time),
            terminal.working(late.main_time),
            row.assignee or terminal.NONE,
            str(row.outcome or _("open")),
        ]

    def data(self) -> dict[str, Any]:
        """The groups for programs; working time in seconds, shares in thousandths."""
        return {
            "as_of": self.now,
            "late": len(self.found.runs),
            "groups": [
                {
                    "use": group.use,
                    "title": {"en": TIME_USE[group.use].en, "ar": TIME_USE[group.use].ar},
                    "time": group.time,
                    "share": self.shares[group.use],
                    "late": len(group.runs),
                    "requests": [_late_data(late) for late in self.listed(group)],
                }
                for group in self.groups
            ],
            "unreadable": list(self.found.unreadable),
        }

    def sheet(self) -> None:
        """Print a table for a spreadsheet: a line for each late promise, with the hours of each use."""
        from commands.common.context import packs
        from commands.common.terminal.spreadsheet import spreadsheet
        from commands.work.lists.case_sheet import Sheet, service_title, team_title

        titles = Sheet(packs(), self.styles, self.now)
        uses = (f"{TIME_USE[use].en} (working hours)" for use in TimeUse)
        lates = (late for group in self.groups for late in self.listed(group))
        spreadsheet(
            (*SHEET_HEADERS, *uses),
            (
                (
                    late.row.reference,
                    late.row.pack,
                    late.row.service,
                    titles.title(late.row, service_title),
                    late.row.team,
                    titles.title(late.row, team_title),
                    late.spent.clock.run,
                    titles.instant(late.row, late.broke_at),
                    TIME_USE[late.spent.main_use].word,
                    _hours(late.time),
                    *(_hours(late.spent.late_time.get(use)) for use in TimeUse),
                )
                for late in lates
            ),
            as_of=self.now,
        )


def _late_data(late: "LateRun") -> dict[str, Any]:
    row = late.row
    return {
        "reference": row.reference,
        "pack": row.pack,
        "service": row.service,
        "team": row.team,
        "holder": row.assignee,
        "outcome": row.outcome,
        "run": late.spent.clock.run,
        "was_due": late.broke_at,
        "time": late.time,
        "spent": dict(late.spent.late_time),
    }


def _hours(time: timedelta | None) -> str:
    """Working time in hours, to the hundredth; empty for none."""
    return f"{time.total_seconds() / 3600:.2f}" if time else ""
