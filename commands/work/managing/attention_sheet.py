"""The attention list as a table for spreadsheets: a line for each entry, with the number of what it belongs to."""

from datetime import datetime
from typing import TYPE_CHECKING

from commands.common import terminal
from commands.common.terminal.spreadsheet import spreadsheet
from commands.work.managing.attention_words import what_happened, what_to_do

if TYPE_CHECKING:
    from collections.abc import Sequence

    from activities.reports.attention import AttentionGroup

HEADERS = ("number", "kind", "what happened", "to do", "since", "reference", "pack", "team", "about")


def print_sheet(groups: "Sequence[AttentionGroup]", now: datetime) -> None:
    """Print the entries of groups; instants are local."""
    zone = terminal.local_zone()
    spreadsheet(
        HEADERS,
        (
            (
                *(group.number, group.kind, what_happened(group), what_to_do(group)),
                *(each.at.astimezone(zone), each.reference, each.pack, each.team, each.about),
            )
            for group in groups
            for each in group.entries
        ),
        as_of=now,
    )
