"""Which cases somebody saw lately, and who works here: kept for completion by what reads them, for a short time.

`completion/STAFF.json` in the home is readable by this account alone, as a session is. Of a case it has the reference
and the stage, nothing else.
"""

import json
import os
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from activities.keys.secret_files import write_secret

FOLDER = "completion"
LONGEST = 3600
"""Seconds for which what somebody saw is completed."""
MOST = 500


class RecentlySeen(NamedTuple):
    """What somebody saw: the stage of cases by reference, the newest look first, and the ids of staff."""

    cases: Mapping[str, str]
    staff: tuple[str, ...] = ()


def seen_by(staff: str) -> RecentlySeen:
    """What somebody saw within the last hour."""
    with suppress(OSError, ValueError, TypeError, LookupError):
        file = _file(staff)
        if time.time() - file.stat().st_mtime < LONGEST:
            known = json.loads(file.read_text())
            return RecentlySeen(dict(known["cases"]), tuple(known["staff"]))
    return RecentlySeen({})


def note_seen(staff: str, cases: Iterable[tuple[str, str]], colleagues: Iterable[str] = ()) -> None:
    """Keep which cases somebody sees now, with their stages. A home that takes no file keeps none."""
    known, new = seen_by(staff), dict(cases)
    kept = list((new | {each: stage for each, stage in known.cases.items() if each not in new}).items())[:MOST]
    with suppress(OSError):
        file = _file(staff)
        for folder in (file.parent.parent, file.parent):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_secret(file, json.dumps({"cases": dict(kept), "staff": sorted({*known.staff, *colleagues})}))


def forget_seen(staff: str) -> None:
    """Forget what somebody saw: their session ends."""
    with suppress(OSError):
        _file(staff).unlink(missing_ok=True)


def _file(staff: str) -> Path:
    """The file of a staff id. Raises OSError for what is none."""
    import settings

    if not staff or os.sep in staff or "\0" in staff:
        raise FileNotFoundError(staff)
    return settings.load().home / FOLDER / "seen" / f"{staff}.json"
