"""Writes the folder of a new pack: the smallest sound one, with comments, from `smallest_pack/`."""

import re
from pathlib import Path

from errors import WrongUsage

TEMPLATE = Path(__file__).with_name("smallest_pack")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
"""Codes of the pack begin with its name."""


def write_pack(name: str, zone: str, packs: Path) -> Path:
    """Write the smallest sound pack into a new folder of `packs` and return that folder.

    Raises WrongUsage for a name that is no code, an unknown time zone, and a folder that is there already.
    """
    if not _NAME.fullmatch(name):
        raise WrongUsage(f"{name} is no name of a pack", "write small Latin letters, digits and _, a letter first")
    _check_zone(zone)
    folder = packs / name
    if not packs.is_dir():
        raise WrongUsage(f"no folder {packs}", "name the folder of all packs with --in")
    try:
        folder.mkdir()
    except FileExistsError:
        raise WrongUsage(f"{folder} is there already", "choose another name") from None
    for file in sorted(TEMPLATE.glob("*.toml")):
        text = file.read_text(encoding="utf-8").replace("NAME", name).replace("ZONE", zone)
        (folder / file.name).write_text(text, encoding="utf-8")
    return folder


def _check_zone(zone: str) -> None:
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(zone)
    except (ValueError, OSError, LookupError):
        raise WrongUsage(f"no time zone {zone}", "name it like Asia/Riyadh or America/Chicago") from None
