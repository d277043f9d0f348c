"""A folder of packs as a running system reads it: a pack that cannot be used stops its own domain and no other."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from activities.packs import PACK, InvalidPack, PackProblem, load_pack, shared_channels
from activities.toml import read_toml
from models.packs.pack import Pack


@dataclass(frozen=True)
class Unusable:
    """A pack that cannot be used: every problem of it, and the channels it names as far as they can be read."""

    problems: tuple[PackProblem, ...]
    channels: frozenset[str] = frozenset()


@dataclass(frozen=True)
class LoadedPacks:
    """The packs of a folder by name, and those that cannot be used by the names of their folders."""

    packs: Mapping[str, Pack]
    unusable: Mapping[str, Unusable] = field(default_factory=dict)
    folders: Mapping[str, Path] = field(default_factory=dict)
    """Where each of the packs stands."""

    @property
    def stopped_channels(self) -> frozenset[str]:
        """The channels whose requests cannot be taken until their pack is mended."""
        named = frozenset(channel for each in self.unusable.values() for channel in each.channels)
        return named - {channel for pack in self.packs.values() for channel in pack.channels}


def read_folder(root: Path) -> LoadedPacks:
    """All packs under a folder. Raises OSError for what is none."""
    packs: dict[str, Pack] = {}
    unusable: dict[str, Unusable] = {}
    folders: dict[str, Path] = {}
    for folder in sorted(path for path in root.iterdir() if path.is_dir()):
        try:
            pack = load_pack(folder)
        except InvalidPack as error:
            unusable[folder.name] = Unusable(tuple(error.problems), _channels(folder))
            continue
        if problems := tuple(_at_odds(pack, packs)):
            unusable[folder.name] = Unusable(problems, frozenset(pack.channels))
        else:
            packs[pack.name], folders[pack.name] = pack, folder
    return LoadedPacks(packs, unusable, folders)


def _at_odds(pack: Pack, others: Mapping[str, Pack]) -> list[PackProblem]:
    """What a pack claims that one before it has: its name, or a channel."""
    taken = [PackProblem(PACK, "name", f"{pack.name!r} is the name of another pack")] if pack.name in others else []
    shared = ((other.name, shared_channels(pack, other)) for other in others.values())
    return taken + [
        PackProblem(PACK, "channels", f"{', '.join(names)} belongs to {other!r} already")
        for other, names in shared
        if names
    ]


def _channels(folder: Path) -> frozenset[str]:
    """The channels that a pack's folder names, of the files that can be read."""
    found = set[str]()
    for path in sorted(folder.rglob("*.toml")):
        try:
            channels = read_toml(path).get("channels")
        except (ValueError, RecursionError, OSError):
            continue
        found |= set(channels) if isinstance(channels, dict) else set()
    return frozenset(found)
