"""A folder of packs as a running system reads it: a pack that cannot be used stops its own domain and no other."""

from collections.abc import Iterable, Iterator, Mapping
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
    unclear: bool = False
    """Whether it may name others: a file of it cannot be read, or none that can names any."""


@dataclass(frozen=True)
class LoadedPacks:
    """The packs of a folder by name, and those that cannot be used by the names of their folders."""

    packs: Mapping[str, Pack]
    unusable: Mapping[str, Unusable] = field(default_factory=dict)
    folders: Mapping[str, Path] = field(default_factory=dict)
    """Where each of the packs stands."""

    def why_stopped(self, channel: object) -> str | None:
        """Why a channel's requests cannot be taken just now, naming its pack; none for one that is served, or nobody's.

        While the channels of a pack cannot be read, each that no other pack has may be one of them.
        """
        if not isinstance(channel, str) or any(channel in pack.channels for pack in self.packs.values()):
            return None
        claiming = [name for name, each in self.unusable.items() if channel in each.channels]
        names = claiming or [name for name, each in self.unusable.items() if each.unclear]
        return (
            f"the pack {' or '.join(names)} cannot be used until it is mended: send the same again then"
            if names
            else None
        )


def read_folder(root: Path) -> LoadedPacks:
    """All packs under a folder. Raises OSError for what is none."""
    packs: dict[str, Pack] = {}
    unusable: dict[str, Unusable] = {}
    loaded: list[tuple[Path, Pack]] = []
    folders: dict[str, Path] = {}
    for folder in sorted(path for path in root.iterdir() if path.is_dir()):
        try:
            loaded.append((folder, load_pack(folder)))
        except InvalidPack as error:
            unusable[folder.name] = _unusable(folder, error)
    for folder, pack in sorted(loaded, key=_in_its_own_folder):
        if problems := tuple(_at_odds(pack, packs)):
            unusable[folder.name] = Unusable(problems, frozenset(pack.channels))
        else:
            packs[pack.name], folders[pack.name] = pack, folder
    return LoadedPacks(dict(sorted(packs.items())), dict(sorted(unusable.items())), folders)


def _in_its_own_folder(loaded: tuple[Path, Pack]) -> tuple[bool, str]:
    """Of two packs that claim the same, the one in the folder of its name comes first: the other may be a copy."""
    folder, pack = loaded
    return folder.name != pack.name, folder.name


def _at_odds(pack: Pack, others: Mapping[str, Pack]) -> list[PackProblem]:
    """What a pack claims that one before it has: its name, or a channel."""
    taken = [PackProblem(PACK, "name", f"{pack.name!r} is the name of another pack")] if pack.name in others else []
    shared = ((other.name, shared_channels(pack, other)) for other in others.values())
    return taken + [
        PackProblem(PACK, "channels", f"{', '.join(names)} belongs to {other!r} already")
        for other, names in shared
        if names
    ]


def _unusable(folder: Path, error: InvalidPack) -> Unusable:
    """A pack that has problems, with the channels that it names in the files that can be read."""
    files = list(folder.rglob("*.toml"))
    read = [tables for path in files if (tables := _read(path)) is not None]
    channels = frozenset(_channels(read))
    return Unusable(tuple(error.problems), channels, unclear=len(read) < len(files) or bool(files and not channels))


def _read(path: Path) -> Mapping[str, object] | None:
    try:
        return read_toml(path)
    except (ValueError, RecursionError, OSError):
        return None


def _channels(files: Iterable[Mapping[str, object]]) -> Iterator[str]:
    for tables in files:
        channels = tables.get("channels")
        yield from channels if isinstance(channels, dict) else ()
