"""A pack with promises in days and two calendars: the expenses, as a house that works around the clock has them."""

import shutil
from pathlib import Path
from typing import Any

from bench.packs import POLICIES

_CALENDAR = """
name = "always"
version = "1"
timezone = "Europe/Amsterdam"
working_day = "PT24H"
[[weekly]]
[weekly.hours]
mon = ["00:00-24:00"]
tue = ["00:00-24:00"]
wed = ["00:00-24:00"]
thu = ["00:00-24:00"]
fri = ["00:00-24:00"]
sat = ["00:00-24:00"]
sun = ["00:00-24:00"]
"""
_RULES = """
[day_rules.to_the_end]
until = "end"

[day_rules.by_law]
unit = "calendar_days"
until = "end"
outside_hours = "as_it_is"
closed_day = "as_it_is"
"""
_TARGETS = 'targets.resolution = { low = "20d", normal = "20d", high = "10d", urgent = "5d" }'
_IN_DAYS = (
    'targets.resolution = { low = { days = 30, rule = "by_law" }, normal = { days = 5 },'
    ' high = { days = 2, rule = "to_the_end" }, urgent = { amount = "1d", calendar = "always" } }'
)


DECLARATION: dict[str, Any] = {
    "channel": "university",
    "lang": "en",
    "section": "declarations",
    "service": "domestic_declaration",
    "seed_kind": "declaration",
    "applicant": {"type": "employee", "id_type": "employee_number", "id_number": "E-1001"},
    "context": {"amount": 40},
    "prior_attempt": None,
    "on_behalf_of": None,
    "attachments": [],
}
"""A request under the pack, as changes of `wire_request`."""


def policies_in_days(folder: Path, *edits: tuple[str, str]) -> Path:
    """All packs in a new folder, the expenses among them in days."""
    shutil.copytree(POLICIES, folder, ignore=shutil.ignore_patterns("expenses"))
    pack_in_days(folder, *edits)
    return folder


def pack_in_days(folder: Path, *edits: tuple[str, str]) -> Path:
    """The pack in a new folder; `edits` replace texts of its `pack.toml` afterwards, each of which stands there."""
    pack = Path(shutil.copytree(POLICIES / "expenses", folder / "expenses"))
    (pack / "calendars").mkdir()
    (pack / "calendars" / "always.toml").write_text(_CALENDAR)
    text = (pack / "pack.toml").read_text()
    for old, new in ((_TARGETS, _IN_DAYS), *edits):
        if old not in text:
            raise LookupError(f"the pack has no {old}")
        text = text.replace(old, new, 1)
    (pack / "pack.toml").write_text(text + _RULES)
    return pack
