"""Quiet hours around now: what is decided in them is held back, and sent when they end."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bench.packs import Edit, Table, copy_packs
from chaos.system.packs import TRIAL_EDITS

LASTING = timedelta(seconds=75)
"""The least that the quiet hours last from now on: a stack is up and its cases are decided within them."""
_MINUTE = timedelta(minutes=1)
_ZONE = ZoneInfo("Asia/Riyadh")


def packs_with_quiet_hours(folder: Path, now: datetime) -> datetime:
    """Copy the packs of trials, with quiet hours from before now on; returns when they end, at a whole minute."""
    begin, end = now.astimezone(_ZONE) - _MINUTE, now.astimezone(_ZONE) + LASTING + _MINUTE
    copy_packs(folder, {**TRIAL_EDITS, "*/pack.toml": _quiet(begin, end)})
    return end.replace(second=0, microsecond=0)


def _quiet(since: datetime, until: datetime) -> Edit:
    def edit(pack: Table) -> None:
        hours = {"since": since, "until": until}
        pack["quiet"] = {name: at.time().replace(second=0, microsecond=0) for name, at in hours.items()}

    return edit
