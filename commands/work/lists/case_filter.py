"""Which cases a list or a command to many is for: the options of `tawasul cases` as a filter, and what a view keeps."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from commands.common import terminal
from commands.common.typed.instants import beginning_of, end_of
from commands.common.words.language import _
from errors import WrongUsage

if TYPE_CHECKING:
    from activities.reports.cases import CaseFilter

_SEVERAL = ("stage", "service", "problem", "channel", "priority", "assignee", "outcome")
"""Options that may be given more than once."""


def case_filter(**asked: Any) -> "CaseFilter":
    """The filter of a list, from the options by which it is asked for. Raises WrongUsage.

    A team may be named with its pack; instants are texts as people say them (`commands.common.typed.instants`).
    """
    from activities.reports.cases import CaseFilter

    pack, teams = _of_pack_and_teams(asked.get("pack"), asked.get("team"))
    several = {name: tuple(asked.get(name) or ()) for name in _SEVERAL}
    zone, since, until, due_before = terminal.local_zone(), *map(asked.get, ("since", "until", "due_before"))
    bounds = {
        "since": beginning_of("--since", since, zone) if since else None,
        "until": _after("--until", until) if until else None,
        "due_before": beginning_of("--due-before", due_before, zone, ahead=True) if due_before else None,
    }
    of_error = codes_of_error(asked.get("error_code"))
    return CaseFilter(**asked | several | bounds | {"pack": pack, "team": teams, "error_code": of_error})


def codes_of_error(code: str | None, index_key: str | None = None) -> tuple[str, ...]:
    """An error code as requests have it on record: in clear, or as its hash where they are sealed."""
    if not code:
        return ()
    import settings
    from models.intake.person_hash import code_hash

    key = settings.load().index_key if index_key is None else index_key
    return (code.strip(), code_hash(key, code.strip()))


def hashes_of_words(search: str, index_key: str) -> tuple[int, ...]:
    """The word hashes of a search. Raises WrongUsage where it has no word that requests are found by."""
    from models.intake.word_hash import hashes_of_question

    hashes = tuple(hashes_of_question(index_key, search))
    if not hashes:
        raise WrongUsage(_("--search has no word that requests are found by: give one of two letters or more"))
    return hashes


def about_filter(wanted: "CaseFilter") -> dict[str, Any]:
    """The filter as the view keeps it: what was asked for, and persons and words by their hashes alone."""
    paging = {"limit": wanted.limit or "all", "offset": wanted.offset}
    asked = {name: value for name, value in asdict(wanted).items() if value and name not in (*paging, "order")}
    hashed = {name: asked[name] for name in ("persons", "words") if name in asked}
    return {name: _kept(value) for name, value in asked.items()} | hashed | paging


def of_pack(pack: str | None, team: str | None) -> tuple[str | None, str | None]:
    """Pack and team to look for: `town.streets` names both. Raises WrongUsage where it names another pack."""
    named, dot, code = (team or "").rpartition(".")
    if dot and pack not in (None, named):
        raise WrongUsage(_("--team {team} is of the pack {named}, not of {pack}", team=team, named=named, pack=pack))
    return (named, code) if dot else (pack, team)


def _of_pack_and_teams(pack: str | None, teams: Iterable[str] | None) -> tuple[str | None, tuple[str, ...]]:
    """Pack and teams to look for: `town.streets` names both. Raises WrongUsage where they name several packs."""
    codes = list[str]()
    for team in teams or ():
        pack, code = of_pack(pack, team)
        codes.append(code or team)
    return pack, tuple(codes)


def _after(option: str, text: str) -> datetime:
    """The first instant after what a text names: of a date the beginning of the next one."""
    return end_of(option, text, terminal.local_zone()) + timedelta(microseconds=1)


def _kept(value: Any) -> Any:
    """An instant as text; of several codes that are one, that one."""
    if isinstance(value, tuple) and len(value) == 1:
        return value[0]
    return value.isoformat() if isinstance(value, datetime) else value
