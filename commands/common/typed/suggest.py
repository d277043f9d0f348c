"""What somebody may have meant by a code that does not exist: the ones that are written alike, else all there are."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING

from commands.common.words.language import N_, _, language, listed

if TYPE_CHECKING:
    from activities.records.database import Connection
    from models.language import Text

MOST_NAMED = 3
MOST_LISTED = 12
_ALIKE = 0.55


PLURALS = (
    *(N_("codes"), N_("packs"), N_("packs and services"), N_("reasons"), N_("documents"), N_("templates"), N_("teams")),
    *(
        N_("authorities"),
        N_("parties"),
        N_("services"),
        N_("sections"),
        N_("problems"),
        N_("channels"),
        N_("assignees"),
        N_("filters"),
        N_("calendars"),
        N_("skills"),
    ),
)
"""What codes are called, in the plural."""


def did_you_mean(
    given: str, known: Iterable[str], what: str = "codes", titles: "Mapping[str, Text | None] | None" = None
) -> str:
    """`did you mean «payment_receipt» (Payment receipt)?`, or which there are; `what` is their name, in the plural."""
    codes, called = sorted(set(known)), titles or {}
    if alike := alike_codes(given, codes):
        return _("did you mean {alike}?", alike=_(" or ").join(_named(each, called.get(each)) for each in alike))
    more = _(" and {count} more", count=len(codes) - MOST_LISTED) if len(codes) > MOST_LISTED else ""
    return (
        _("{what} are: {codes}{more}", what=_(what), codes=listed(codes[:MOST_LISTED]), more=more)
        if codes
        else _("there are no {what}", what=_(what))
    )


def alike_codes(given: str, known: Iterable[str]) -> list[str]:
    """The codes that a given one may stand for: it is a part of them, or nearly written so."""
    codes, wanted = {_folded(code): code for code in known}, _folded(given)
    part = [code for code in codes if wanted and (wanted in code.split("_") or code.startswith(wanted))]
    alike = dict.fromkeys((*part, *get_close_matches(wanted, codes, MOST_NAMED, _ALIKE)))
    return [codes[each] for each in alike][:MOST_NAMED]


def _folded(code: str) -> str:
    return code.casefold().replace("-", "_").replace(" ", "_")


def _named(code: str, title: "Text | None") -> str:
    return f"«{code}» ({title.of(language(), 'en')})" if title else f"«{code}»"


def staff_ids(connection: "Connection") -> list[str]:
    """The ids of those who work here."""
    return [row["id"] for row in connection.execute("SELECT id FROM staff WHERE active ORDER BY id")]


def did_you_mean_staff(connection: "Connection", given: str) -> str:
    """`did you mean omar? `, before other advice about a staff id; empty where none is written alike."""
    alike = alike_codes(given, staff_ids(connection))
    return _("did you mean {alike}? ", alike=_(" or ").join(alike)) if alike else ""
