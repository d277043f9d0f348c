"""Whether what a list is asked for is something: a code that neither a pack nor an earlier case has is a typo."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from commands.common.typed.suggest import did_you_mean, staff_ids
from commands.common.words.language import N_, _
from errors import WrongUsage

if TYPE_CHECKING:
    from activities.records.database import Connection
    from activities.reports.cases import CaseFilter, Known

Asked = str | tuple[str, ...] | None
"""A code that is asked for, or several."""


def _codes(asked: Asked) -> tuple[str, ...]:
    return (asked,) if isinstance(asked, str) else asked or ()


def check_asked(connection: "Connection", *, pack: str | None, team: Asked, service: Asked) -> None:
    """Check what a list is asked for. Raises WrongUsage for what neither a pack nor an earlier case has."""
    from commands.common.context import known_pack

    known_pack(connection, pack)
    for code in _codes(team):
        _check_known(connection, "team", code)
    for code in _codes(service):
        _check_known(connection, "service", code)


def check_filter(connection: "Connection", wanted: "CaseFilter") -> None:
    """The same of everything by which cases are looked for."""
    check_asked(connection, pack=wanted.pack, team=wanted.team, service=wanted.service)
    for what in ("problem", "channel", "assignee"):
        for code in getattr(wanted, what):
            _check_known(connection, what, code)


def _check_known(connection: "Connection", what: "Known", code: str) -> None:
    """Raises WrongUsage for a code that neither a pack nor an earlier case has: it is a typo."""
    from activities.reports.cases import is_on_record

    if is_on_record(connection, what, code):
        return
    known = staff_ids(connection) if what == "assignee" else _in_packs(what)
    if code not in known:
        raise WrongUsage(
            _("--{option}: no {what} {code}", option=what, what=_(_CALLED[what]), code=code),
            did_you_mean(code, known, f"{what}s"),
        )


_CALLED: Mapping[str, str] = {
    "assignee": N_("member of staff"),
    "team": N_("team"),
    "service": N_("service"),
    "problem": N_("problem"),
    "channel": N_("channel"),
}


def _in_packs(what: str) -> set[str]:
    from commands.common.context import packs

    return {name for pack in packs().values() for name in getattr(pack, f"{what}s")}
