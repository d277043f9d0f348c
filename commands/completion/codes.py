"""The codes of the packs, kept as packs load slowly."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from commands.common.process.kept import kept
from errors import WrongUsage
from models.text import placeholders

if TYPE_CHECKING:
    from models.packs.pack import Pack

_TITLED = ("teams", "services", "problems", "channels", "documents")
"""The tables whose titles are kept too."""
_TABLES = ("teams", "authorities", "vendors", "documents", "services", "problems", "replies", "reasons", "channels")

Codes = dict[str, list[str]]
"""Codes by table; `reasons.KIND` are those that fit a command, `stages.KIND` the stages in which cases take it, and
`names.PACK.TEMPLATE` what a template of replies names."""
Titles = dict[str, dict[str, dict[str, dict[str, str]]]]
"""What is called how: by pack, table, code and language."""


def codes() -> Codes:
    """The codes of all packs that can be used; none where there is no pack."""
    return dict(_kept()["codes"])


def titles() -> Titles:
    """What the packs call teams, services, problems, channels and documents."""
    return dict(_kept()["titles"])


def _kept() -> dict[str, Any]:
    return dict(kept("completion/codes.json", _made, by=["commands/completion", "models/packs"]))


def _made() -> dict[str, Any]:
    from commands.common.context import packs

    try:
        known = packs()
    except WrongUsage:
        return {"codes": {}, "titles": {}}
    return {"codes": _codes(known), "titles": {name: _titles(pack) for name, pack in known.items()}}


def _titles(pack: "Pack") -> dict[str, dict[str, dict[str, str]]]:
    return {table: {code: _texts(each) for code, each in getattr(pack, table).items()} for table in _TITLED}


def _texts(named: Any) -> dict[str, str]:
    """The title of something, which may be all that a pack says of it."""
    return dict(getattr(named, "title", named).texts)


def _codes(known: "Mapping[str, Pack]") -> Codes:
    made = {table: _sorted(code for pack in known.values() for code in getattr(pack, table)) for table in _TABLES}
    return made | {"packs": sorted(known)} | _reasons(known.values()) | _stages() | _names(known.values())


def _reasons(packs: "Iterable[Pack]") -> Codes:
    """The reasons that fit each command that asks for one."""
    by_kind: dict[str, set[str]] = {}
    for pack in packs:
        for code, reason in (*pack.reasons.items(), *(pack.appeals.reasons.items() if pack.appeals else ())):
            for decision in reason.decisions:
                by_kind.setdefault(decision, set()).add(code)
        by_kind.setdefault("wait", set()).update(pack.waiting.reasons if pack.waiting else ())
    return {f"reasons.{kind}": sorted(known) for kind, known in by_kind.items()}


def _names(packs: "Iterable[Pack]") -> Codes:
    """What is named in each template of replies."""
    return {
        f"names.{pack.name}.{template}": _sorted(name for text in texts.texts.values() for name in placeholders(text))
        for pack in packs
        for template, texts in {**(pack.appeals.replies if pack.appeals else {}), **pack.replies}.items()
    }


def _stages() -> Codes:
    """The stages in which a case takes each command."""
    from workflows.case.authority import PERMISSIONS

    kinds = ((command.model_fields["kind"].default, permission) for command, permission in PERMISSIONS.items())
    return {f"stages.{kind}": sorted(permission.stages) for kind, permission in kinds}


def _sorted(codes: Iterable[str]) -> list[str]:
    return sorted(set(codes))
