"""A house in which a working day takes seconds, so that reminders, breaches and rungs come due while one watches.

Policy is data: the calendar never closes, a day of a promise is some seconds long, and every amount is given in days.
"""

import re
from datetime import timedelta
from pathlib import Path

from chaos.system.packs import packs_for_trial

_CALENDAR = """
name = "passports"
version = "quick"
timezone = "Asia/Riyadh"
working_day = {day}

[[weekly]]
[weekly.hours]
"""
_NEVER_CLOSED = "\n".join(f'{day} = ["00:00-24:00"]' for day in ("sun", "mon", "tue", "wed", "thu", "fri", "sat"))

_HOURS_A_DAY = 7
"""What the directorate's own day has: hours and minutes of its promises become shares of a quick day."""
_AMOUNT = re.compile(r'(?<!^tolerance = )"(-?)(\d+)([hm])"', re.MULTILINE)
_SHORTER = (('window = "10d"', 'window = "3d"'), ('normal = "7d"', 'normal = "5d"'))
"""So that a case is over after five days."""


def quick_packs(folder: Path, day: timedelta) -> Path:
    """The packs for trials with a working day of so much time."""
    pack = packs_for_trial(folder) / "passports"
    for file in pack.rglob("*.toml"):
        text = file.read_text()
        for long, short in _SHORTER:
            text = text.replace(long, short)
        file.write_text(_AMOUNT.sub(_in_days, text))
    (pack / "calendar.toml").write_text(_CALENDAR.format(day=f'"PT{day.total_seconds():g}S"') + _NEVER_CLOSED)
    return folder


def _in_days(amount: "re.Match[str]") -> str:
    sign, number, unit = amount.groups()
    days = int(number) / _HOURS_A_DAY / (60 if unit == "m" else 1)
    return f'"{sign}{days:.4f}d"'
