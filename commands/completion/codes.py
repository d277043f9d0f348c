"""The codes of the packs for completion, kept beside the state of their files; made anew when one of those changes."""

import json
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from activities.keys.secret_files import write_secret
from errors import WrongUsage

if TYPE_CHECKING:
    from models.packs.pack import Pack

FORMAT = 1
"""Of the kept file: one of another format is made anew."""
_TABLES = ("teams", "authorities", "vendors", "documents", "services", "problems", "replies", "reasons", "channels")

Codes = dict[str, list[str]]
"""Codes by table; `reasons.KIND` are those that fit a command, `stages.KIND` the stages in which cases take it."""


def codes() -> Codes:
    """The codes of all packs that can be used; none where there is no pack."""
    import settings

    config = settings.load()
    kept, state = config.home / "completion" / "codes.json", _state_of(config.policies)
    with suppress(OSError, ValueError):
        known = json.loads(kept.read_text())
        if known["state"] == state:
            return dict(known["codes"])
    made = _made()
    with suppress(OSError):
        kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_secret(kept, json.dumps({"state": state, "codes": made}))
    return made


def _state_of(policies: Path) -> list[Any]:
    """What tells whether a file under a folder was changed, added or removed."""
    files = ((str(path), path.stat()) for path in sorted(policies.rglob("*.toml")))
    return [FORMAT, *([name, about.st_mtime_ns, about.st_size] for name, about in files)]


def _made() -> Codes:
    from commands.common.context import packs

    try:
        known = packs()
    except WrongUsage:
        return {}
    made = {table: _sorted(code for pack in known.values() for code in getattr(pack, table)) for table in _TABLES}
    return made | {"packs": sorted(known)} | _reasons(known.values()) | _stages()


def _reasons(packs: "Iterable[Pack]") -> Codes:
    """The reasons that fit each command that asks for one."""
    by_kind: dict[str, set[str]] = {}
    for pack in packs:
        for code, reason in (*pack.reasons.items(), *(pack.appeals.reasons.items() if pack.appeals else ())):
            for decision in reason.decisions:
                by_kind.setdefault(decision, set()).add(code)
        by_kind.setdefault("wait", set()).update(pack.waiting.reasons if pack.waiting else ())
    return {f"reasons.{kind}": sorted(known) for kind, known in by_kind.items()}


def _stages() -> Codes:
    """The stages in which a case takes each command."""
    from workflows.case.authority import PERMISSIONS

    kinds = ((command.model_fields["kind"].default, permission) for command, permission in PERMISSIONS.items())
    return {f"stages.{kind}": sorted(permission.stages) for kind, permission in kinds}


def _sorted(codes: Iterable[str]) -> list[str]:
    return sorted(set(codes))
