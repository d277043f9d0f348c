"""How the directorate stands, or the teams of who asks."""

from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import NamedTuple

from activities.reports.board import Board, BoardFilter, Tally
from activities.reports.board import board as board_of
from activities.reports.styles import case_styles, style_of_pack
from commands.common.onlooker.looking import look_through
from commands.common.words.titles import zone_of
from commands.looks.asking import AtRecords, look
from commands.looks.attention import entries_seen, groups_of
from commands.looks.titles import language_for
from commands.work.lists.check_filter import check_asked
from models.case.style import CaseStyle
from models.codes import Verb


class BoardAsked(NamedTuple):
    """Of which cases, and whether by the versions of their policies too."""

    wanted: BoardFilter
    by_version: bool = False
    language: str | None = None


class BoardTold(NamedTuple):
    """The counts, how many things are to be seen to, and how all that is told."""

    now: datetime
    counts: Board
    things: int
    versions: Mapping[str, Tally] | None
    of_pack: CaseStyle | None
    styles: Mapping[str, CaseStyle]
    language: str | None


@look("board")
def board(place: AtRecords, asked: BoardAsked) -> BoardTold:
    """The board, with the view of it left behind. Raises NotAllowed, WrongUsage for an unknown code."""
    with place.connection.transaction():
        told = board_told(place, asked)
        about = {"board": True, "team": asked.wanted.team, "service": asked.wanted.service}
        look_through(place.connection, place.who, Verb.LIST, len(told.counts.oldest), **about)
    return told


def board_told(place: AtRecords, asked: BoardAsked) -> BoardTold:
    """The board as it stands. Whoever calls leaves the view. Raises NotAllowed, WrongUsage for an unknown code."""
    now, (connection, who, _config), wanted = datetime.now(UTC), place, asked.wanted
    check_asked(connection, pack=wanted.pack, team=wanted.team, service=wanted.service)
    language = language_for(place, asked.language)
    of_pack = style_of_pack(connection, wanted.pack, language) if wanted.pack else None
    scope = who.scope(Verb.LIST)
    counts = board_of(connection, now, day_began(now, of_pack), scope, wanted, by_version=asked.by_version)
    versions = counts.by_version() if asked.by_version else None
    things = _to_see_to(place, wanted)
    styles = case_styles(connection, [row.policy for row in counts.oldest], language)
    return BoardTold(now, counts, things, versions, of_pack, styles, language)


def day_began(now: datetime, of_pack: CaseStyle | None) -> datetime:
    """The last midnight: of the zone of a pack, else of the directorate."""
    return datetime.combine(now.astimezone(zone_of(of_pack)).date(), time(), zone_of(of_pack))


def _to_see_to(place: AtRecords, wanted: BoardFilter) -> int:
    """How many things stand on the attention list that they see."""
    entries = entries_seen(place.connection, place.who, place.who.scope(Verb.LIST))
    return len(groups_of(entries, wanted.pack, wanted.team))
