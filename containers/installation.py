"""A copy of the checkout with secrets and `.env`, as an operator makes it, and `docker compose` in it."""

import json
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from containers.engine import SHARED, Docker, printed
from containers.images import SUFFIX
from settings import PROJECT
from stack import production

NAME = "tawasul"
DIGESTS = ("POSTGRES_DIGEST", "TEMPORAL_DIGEST", "TEMPORAL_ADMIN_TOOLS_DIGEST", "PYTHON_DIGEST")
HOMES = "homes"
"""Folders of people's sessions, beside the checkout."""


@dataclass(frozen=True)
class Installation:
    """The production form in a folder that the engine sees."""

    docker: Docker
    folder: Path

    def compose(
        self, *arguments: str, stdin: bytes | None = None, environment: Mapping[str, str] | None = None
    ) -> "subprocess.CompletedProcess[bytes]":
        """`docker compose` with these arguments, as an operator types it."""
        folder = f"{SHARED}/{NAME}"
        return self.docker.run("docker", "compose", *arguments, stdin=stdin, environment=environment, folder=folder)

    def checked(self, *arguments: str, stdin: bytes | None = None) -> str:
        """What `docker compose` prints. Raises CalledProcessError."""
        return printed(self.compose(*arguments, stdin=stdin))

    def tawasul(
        self, service: str, *arguments: str, home: str = "", stdin: bytes | None = None
    ) -> "subprocess.CompletedProcess[bytes]":
        """A command of `tawasul` in the container of people of one kind, with the folder of a person's sessions."""
        kept = ("--volume", f"{SHARED}/{HOMES}/{home}:/var/lib/tawasul") if home else ()
        return self.compose("run", "--rm", "--no-TTY", "--no-deps", *kept, service, *arguments, stdin=stdin)

    def data(self, service: str, *arguments: str, home: str = "", stdin: bytes | None = None) -> Any:
        """What a command says with `--json`. Raises CalledProcessError."""
        return json.loads(printed(self.tawasul(service, *arguments, "--json", home=home, stdin=stdin)))

    def secret(self, name: str, value: str) -> None:
        """Fill a file of `.secrets/` that only the directorate knows; before the containers are started."""
        file = self.folder / ".secrets" / name
        file.chmod(0o644)
        file.write_text(value)
        file.chmod(0o444)

    def home(self, person: str) -> None:
        """A folder for the sessions of a person, who is the account of the image."""
        folder = self.folder.parent / HOMES / person
        folder.mkdir(parents=True, exist_ok=True)
        shutil.chown(folder, 10001, 10001)
        folder.chmod(0o700)

    def containers(self, service: str) -> list[str]:
        """The containers of a service that run."""
        return self.checked("ps", "--quiet", service).split()


def laid_out(docker: Docker, shared: Path) -> Installation:
    """What `make secrets` and `cp .env.example .env` give, with the tags of stand-ins for the digests."""
    folder = shared / NAME
    for file in tracked():
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(PROJECT / file, folder / file)
    production.lay_out(folder / ".secrets")
    (folder / ".env").write_text(filled((folder / ".env.example").read_text(), DIGESTS))
    return Installation(docker, folder)


def tracked() -> list[str]:
    """The files of the project, as they lie here."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=PROJECT, capture_output=True, check=True)
    return [name for name in listed.stdout.decode().split("\0") if name and (PROJECT / name).is_file()]


def filled(example: str, names: Sequence[str]) -> str:
    """The example of `.env` with stand-ins for the digests of these images."""
    for name in names:
        example = example.replace(f"\n{name}=\n", f"\n{name}={SUFFIX}\n")
    return example
