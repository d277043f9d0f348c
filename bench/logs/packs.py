"""The pack under which a log is played, alone in a folder of packs: it need not be one of those in use."""

import shutil
import tempfile
from pathlib import Path

from activities.authority_file import FILE
from activities.packs import load_pack
from models.packs.pack import Pack
from settings import PROJECT


def alone(pack: Path, folder: Path) -> Path:
    """Copy a pack into a new folder of packs, with the table of authority; returns the pack's own folder."""
    folder.mkdir()
    shutil.copy(PROJECT / "policies" / FILE, folder / FILE)
    return Path(shutil.copytree(pack, folder / pack.resolve().name))


def load_alone(pack: Path) -> Pack:
    """Load a pack wherever it lies. Raises InvalidPack, OSError."""
    with tempfile.TemporaryDirectory(prefix="tawasul-pack-") as folder:
        return load_pack(alone(pack, Path(folder) / "policies"))
