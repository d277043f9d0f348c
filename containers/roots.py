"""Folders with a Debian each, made by debootstrap from the machine's package mirror and kept in `.containers/`."""

import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from containers.needs import Missing
from settings import PROJECT

KEPT_IN = PROJECT / ".containers"


@dataclass(frozen=True)
class Root:
    """A Debian of a suite with some packages beside the smallest set."""

    name: str
    suite: str
    packages: Sequence[str]

    @property
    def folder(self) -> Path:
        """Where it is."""
        return KEPT_IN / self.name


BASE = Root("base", "trixie", ("python3-venv", "netcat-openbsd", "ca-certificates"))
"""Below all images but PostgreSQL's: Python 3.13 as the Dockerfile asks for."""
POSTGRES = Root("postgres", "forky", ("postgresql-18",))
"""The suite that has the PostgreSQL of the production form."""
ENGINE = Root("engine", "trixie", ("docker.io", "docker-cli", "docker-compose", "docker-buildx", "iptables"))
MACHINE = Root("machine", "trixie", ("systemd",))
"""A machine without containers, for the units."""
ON_BASE = (ENGINE, MACHINE)
"""Those that are made of a copy of the base."""


def made(root: Root, announce: Callable[[str], None]) -> Path:
    """The folder of a root, made unless it was before. Raises Missing."""
    if not root.folder.exists():
        announce(f"a Debian {root.suite} is being made for {root.name}, which takes some minutes")
        unfinished = root.folder.with_name(root.name + ".new")
        shutil.rmtree(unfinished, ignore_errors=True)
        KEPT_IN.mkdir(exist_ok=True)
        if root in ON_BASE:
            _copied(made(BASE, announce), unfinished)
            _installed(unfinished, root.packages)
        else:
            _bootstrapped(root, unfinished)
        unfinished.rename(root.folder)
    return root.folder


def _bootstrapped(root: Root, folder: Path) -> None:
    tool = _debootstrap()
    command = ["sh", str(tool / "usr/sbin/debootstrap"), "--variant=minbase", f"--include={','.join(root.packages)}"]
    scripts = tool / "usr/share/debootstrap"
    _run([*command, root.suite, str(folder), _mirror(), "sid"], DEBOOTSTRAP_DIR=str(scripts))


def _installed(folder: Path, packages: Sequence[str]) -> None:
    """Packages in a root, none of whose services is started."""
    refuse = folder / "usr/sbin/policy-rc.d"
    refuse.write_text("#!/bin/sh\nexit 101\n")
    refuse.chmod(0o755)
    install = ["apt-get", "install", "--quiet", "--yes", "--no-install-recommends", *packages]
    for command in (["apt-get", "update", "--quiet"], install):
        _run(["chroot", str(folder), *command], DEBIAN_FRONTEND="noninteractive")


def _copied(source: Path, folder: Path) -> None:
    _run(["cp", "--archive", str(source), str(folder)])


def _debootstrap() -> Path:
    """The tool, unpacked and not installed."""
    folder = KEPT_IN / "debootstrap"
    if not folder.exists():
        packages = KEPT_IN / "packages"
        packages.mkdir(exist_ok=True)
        _run(["apt-get", "download", "debootstrap"], cwd=packages)
        [package] = packages.glob("debootstrap_*.deb")
        _run(["dpkg", "--extract", str(package), str(folder)])
    return folder


def _mirror() -> str:
    """The mirror that the machine's own packages come from."""
    command = ["apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages"]
    found = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    mirrors = [each for each in found if "security" not in each]
    if not mirrors:
        raise Missing("apt-get knows no mirror; `apt-get update` first")
    return mirrors[0]


def _run(command: list[str], *, cwd: Path | None = None, **environment: str) -> None:
    """Run to the end in silence. Raises Missing with what it said last."""
    done = subprocess.run(command, cwd=cwd, env=os.environ | environment, capture_output=True, text=True)
    if done.returncode != 0:
        said = (done.stderr or done.stdout).strip().splitlines()[-1:]
        raise Missing(f"{command[0]} ended with {done.returncode}: {' '.join(said)}")
