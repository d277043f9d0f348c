"""Which pack somebody means: a folder, a pack by its name as it is in force, or a version of it that is on record."""

from pathlib import Path
from typing import TYPE_CHECKING

from commands.common.typed.suggest import did_you_mean
from commands.common.words.language import _, in_one_line
from errors import WrongUsage

if TYPE_CHECKING:
    from models.packs.pack import Pack

VERSION_SIGN = "@"


def pack_named(text: str) -> "Pack":
    """The pack of a folder, of a name, or of `NAME@VERSION`. Raises WrongUsage, Unreachable."""
    name, _, version = text.partition(VERSION_SIGN)
    if Path(text).is_dir():
        return pack_of_folder(Path(text))
    return on_record(name, version) if version else in_force(name)


def pack_of_folder(folder: Path) -> "Pack":
    """The pack of a folder. Raises WrongUsage for one that is not sound."""
    from activities.packs import InvalidPack, load_pack

    try:
        return load_pack(folder)
    except InvalidPack as error:
        problem = error.problems[0]
        raise WrongUsage(f"{folder}: {problem}", _("see `tawasul policy check {folder}`", folder=folder)) from error


def on_record(name: str, version: str) -> "Pack":
    """A version of a pack that was activated. Raises WrongUsage, Unreachable."""
    from activities.records.versions import pack_on_record
    from commands.common.context import records

    with records() as connection:
        found = pack_on_record(connection, name, version)
    if found is None:
        raise WrongUsage(
            _("no version {version} of {name} was activated", version=version, name=name),
            _("see `tawasul policy history`"),
        )
    return found


def in_force(name: str) -> "Pack":
    """A pack as it is in force now: the version that was activated, else what stands in the folder of packs."""
    from datetime import UTC, datetime

    from activities.records.versions import version_in_force
    from commands.common.context import packs, records

    with records() as connection:
        version = version_in_force(connection, name, datetime.now(UTC))
    if version:
        return on_record(name, version)
    known = packs()
    if name not in known:
        raise WrongUsage(
            _("no pack {name}", name=name), in_one_line((did_you_mean(name, known, "packs"), _("or name a folder")))
        )
    return known[name]
