"""Trial packs with a working day of a few seconds, so that reminders, breaches and rungs come due within a trial.

The calendar never closes, a working day is some seconds long, and every amount of time is given in working days.
"""

import re
from datetime import timedelta
from pathlib import Path

import tomlkit

from bench.packs import Table, edit_toml, tables_with
from chaos.system.packs import trial_packs

_HOURS_A_DAY = 7
"""Of a working day of the directorate: hours and minutes of its promises become shares of a quick day."""
_AMOUNT = re.compile(r"(-?)(\d+)([hm])")
_SHORTER = (("window", "10d", "3d"), ("normal", "7d", "5d"))
"""Keys with their values as they are and as they become, so that a case is over after five days."""
_WALL_CLOCK = frozenset({"tolerance", "recall"})
"""Keys of amounts that are no working time."""


def quick_packs(folder: Path, day: timedelta) -> Path:
    """The packs for trials with a working day of so much time."""
    pack = trial_packs(folder) / "passports"
    for file in pack.rglob("*.toml"):
        if file.parent.name != "examples":
            edit_toml(file, _quicken)
    (pack / "calendar.toml").write_text(tomlkit.dumps(_calendar(day)))
    return folder


def _calendar(day: timedelta) -> Table:
    hours = {name: ["00:00-24:00"] for name in ("sun", "mon", "tue", "wed", "thu", "fri", "sat")}
    return {
        "name": "passports",
        "version": "quick",
        "timezone": "Asia/Riyadh",
        "working_day": f"PT{day.total_seconds():g}S",
        "weekly": [{"hours": hours}],
    }


def _quicken(tables: Table) -> None:
    """Shorten the whole life of a case, and give every amount in working days."""
    for key, long, short in _SHORTER:
        for table in tables_with(key, tables):
            if table[key] == long:
                table[key] = short
    _in_days(tables)


def _in_days(value: object) -> None:
    if isinstance(value, list):
        for each in value:
            _in_days(each)
    if not isinstance(value, dict):
        return
    for key, each in list(value.items()):
        if isinstance(each, str) and key not in _WALL_CLOCK and (amount := _AMOUNT.fullmatch(each)):
            sign, number, unit = amount.groups()
            days = int(number) / _HOURS_A_DAY / (60 if unit == "m" else 1)
            value[key] = f"{sign}{days:.4f}d"
        _in_days(each)
