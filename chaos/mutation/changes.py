"""Changes of the source in a copy of the project."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from settings import PROJECT

LEFT_OUT = shutil.ignore_patterns(".*", "__pycache__", "demo", "requirements")


@dataclass(frozen=True)
class Change:
    """The replacement of a text that occurs in a file once."""

    file: str
    was: str
    becomes: str

    def make(self, folder: Path) -> None:
        """Change the file in a folder. Raises ValueError when the text does not occur in it exactly once."""
        path = folder / self.file
        text = path.read_text()
        if text.count(self.was) != 1:
            raise ValueError(f"{self.file} has {text.count(self.was)} times: {self.was}")
        path.write_text(text.replace(self.was, self.becomes))


def copy_of_the_project(folder: Path) -> Path:
    """Copy the project to another folder, without generated files."""
    return Path(shutil.copytree(PROJECT, folder, ignore=LEFT_OUT))


@dataclass(frozen=True)
class Sabotage:
    """What is broken, the tests that must fail, and the changes that break it."""

    what: str
    tests: tuple[str, ...]
    changes: tuple[Change, ...]
