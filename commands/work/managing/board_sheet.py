"""The board as a table for spreadsheets: a line for each stage, team, service or version."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from commands.common import terminal
from commands.common.terminal.spreadsheet import spreadsheet
from commands.common.words.labels import STAGE
from models.codes import Stage

if TYPE_CHECKING:
    from activities.reports.board import Tally
    from models.packs.pack import Pack

    BoardParts = Mapping[str, Mapping[str, Tally]]
    """The lines of each part, by what they count."""

SHEET_HEADERS = ("by", "code", "title", "open", "late", "at risk", "paused", "appeals", "oldest submitted")


def print_sheet(parts: "BoardParts", reader: str | None, now: datetime) -> None:
    """Print the lines with their titles; instants are local."""
    spreadsheet(SHEET_HEADERS, _lines(parts, reader), as_of=now)


def _lines(parts: "BoardParts", reader: str | None) -> Iterator[tuple[object, ...]]:
    from commands.common.context import packs

    known, zone = packs(), terminal.local_zone()
    for what, tallies in parts.items():
        for code, tally in tallies.items():
            oldest = tally.oldest.astimezone(zone) if tally.oldest else None
            counts = (tally.cases, tally.late, tally.at_risk, tally.paused, tally.appeals)
            yield (what, code, _title(what, code, known, reader), *counts, oldest)


def _title(what: str, code: str, packs: "Mapping[str, Pack]", reader: str | None) -> str:
    """What a stage is called, or a team or service in the pack that has it, the first of several."""
    if what == "stage":
        return STAGE[Stage(code)]
    of_pack, _, name = code.rpartition(".")
    for pack in packs.values():
        if of_pack not in ("", pack.name):
            continue
        teams, services = pack.teams, pack.services
        found = teams.get(name) if what == "team" else services[name].title if name in services else None
        if found:
            return found.of(*([reader] if reader else []), *pack.languages)
    return ""
