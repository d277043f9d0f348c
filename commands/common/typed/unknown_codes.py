"""What was meant by a code of a command that the case refused because its pack has no such code."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from enum import Enum
from typing import TYPE_CHECKING

from commands.common.typed.suggest import did_you_mean
from commands.common.words.language import in_one_line
from errors import NoSuchCase, Unreachable, WrongUsage

if TYPE_CHECKING:
    from models.language import Text
    from models.packs.pack import Pack

Titled = Mapping[str, "Text | None"]
"""Codes with what they are called."""


def _reasons(pack: "Pack") -> Titled:
    waiting = dict.fromkeys(pack.waiting.reasons) if pack.waiting else {}
    return {code: each.title for code, each in pack.reasons.items()} | waiting


def _parties(pack: "Pack") -> Titled:
    return {**pack.teams, **pack.authorities, **pack.vendors}


_KNOWN: Mapping[str, tuple[str, Callable[["Pack"], Titled]]] = {
    "reason": ("reasons", _reasons),
    "documents": ("documents", lambda pack: {code: each.title for code, each in pack.documents.items()}),
    "template": ("templates", lambda pack: dict.fromkeys(pack.replies)),
    "team": ("teams", lambda pack: pack.teams),
    "authority": ("authorities", lambda pack: pack.authorities),
    "party": ("parties", _parties),
    "to": ("parties", lambda pack: {**pack.teams, **pack.authorities}),
    "service": ("services", lambda pack: {code: each.title for code, each in pack.services.items()}),
    "section": ("sections", lambda pack: {code: each.title for code, each in pack.sections.items()}),
    "problem": ("problems", lambda pack: {code: each.title for code, each in pack.problems.items()}),
}
"""The fields of commands that hold codes of a pack: what they are called, and which there are."""


def suggestion(reference: str, fields: Mapping[str, object], kind: str = "") -> str:
    """What the unknown codes of a command may have stood for; empty where all are known, or no pack is here.

    Of reasons only those that fit the `kind` of the command, where any is for it.
    """
    pack = _pack_of(reference)
    found = (_of_field(name, value, pack, kind) for name, value in _codes(fields)) if pack else ()
    return in_one_line(found)


def _pack_of(reference: str) -> "Pack | None":
    """The pack of a case, as it is here; none where the records do not answer."""
    from activities.reports.cases import row_of
    from commands.common.context import packs, records

    with suppress(WrongUsage, Unreachable, NoSuchCase), records() as connection:
        return packs().get(row_of(connection, reference).pack)
    return None


def _codes(fields: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Names and codes of a command's fields; of an official reply that of its template."""
    for name, value in fields.items():
        if name == "reply" and isinstance(value, Mapping):
            yield from _codes({"template": value.get("template")})
        elif name in _KNOWN and not isinstance(value, Enum):  # a role is none of a pack
            values = value if isinstance(value, list | tuple) else (value,)
            yield from ((name, each) for each in values if isinstance(each, str))


def _of_field(name: str, code: str, pack: "Pack", kind: str) -> str:
    what, of = _KNOWN[name]
    known = of(pack)
    fitting = {each: title for each, title in known.items() if name != "reason" or _fits(pack, each, kind)}
    return "" if code in known else did_you_mean(code, fitting or known, what, known)


def _fits(pack: "Pack", reason: str, kind: str) -> bool:
    return reason in pack.reasons and kind in pack.reasons[reason].decisions
