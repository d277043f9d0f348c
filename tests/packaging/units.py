"""Units of systemd as tests read them: what a service runs, in which environment, with which secrets."""

import shlex
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from settings import PROJECT

FOLDER = PROJECT / "systemd"
INSTALLED_AT = "/opt/tawasul"


@dataclass(frozen=True)
class Unit:
    """One file of the folder."""

    file: Path

    @cached_property
    def lines(self) -> tuple[tuple[str, str], ...]:
        """Every setting, in order: a name may stand there several times."""
        said = (line.strip() for line in self.file.read_text().splitlines())
        pairs = (line.partition("=") for line in said if line and line[0] not in "#[")
        return tuple((name, value) for name, _, value in pairs)

    def all(self, name: str) -> list[str]:
        """The values of a setting."""
        return [value for key, value in self.lines if key == name]

    @property
    def variables(self) -> dict[str, str]:
        """The environment that the unit itself says."""
        return dict(each.split("=", 1) for line in self.all("Environment") for each in shlex.split(line))

    @property
    def credentials(self) -> dict[str, str]:
        """The secrets that it is given, by name, and their files."""
        return dict(each.split(":", 1) for each in self.all("LoadCredential"))

    def command(self, instance: str = "1") -> list[str]:
        """What it runs, where the project lies here."""
        [line] = self.all("ExecStart")
        here = line.replace(INSTALLED_AT, str(PROJECT)).replace("%%", "\0").replace("%i", instance)
        return shlex.split(here.replace("\0", "%"))

    def environment(self, secrets: Path, files: dict[str, str], instance: str = "1") -> dict[str, str]:
        """What its process gets: of both, what stands in the file counts."""
        own = {name: self._filled(value, secrets, instance) for name, value in self.variables.items()}
        return own | files

    @staticmethod
    def _filled(value: str, secrets: Path, instance: str) -> str:
        return value.replace("%d", str(secrets)).replace("%i", instance)


def services() -> list[Unit]:
    return [Unit(file) for file in sorted(FOLDER.glob("*.service"))]
