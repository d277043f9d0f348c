"""The programs of Temporal's server, built from the Go modules that `cluster/server/go.sum` pins.

They are kept in `.cluster/bin`, in a folder named after that pin: thirteen minutes of work of one processor, once.
"""

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from settings import PROJECT

MODULE = Path(__file__).with_name("server")
KEPT_IN = PROJECT / ".cluster" / "bin"
SOURCES = {"temporal-sql-tool": "cmd/tools/sql", "temporal-server": "cmd/server"}
"""The programs, and where they are in the server's module."""
SERVER = "go.temporal.io/server"
OLDEST_GO = (1, 26, 8)
"""What the pinned server asks for."""


class GoMissing(Exception):
    """There is no Go on this machine that builds the server."""


@dataclass(frozen=True)
class Programs:
    """The programs of one version of the server."""

    folder: Path
    schema: Path
    """The versions of its tables in PostgreSQL."""

    @property
    def server(self) -> Path:
        """The server itself."""
        return self.folder / "temporal-server"

    @property
    def sql_tool(self) -> Path:
        """The tool that makes the tables of the server."""
        return self.folder / "temporal-sql-tool"


def programs(module: Path = MODULE, announce: Callable[[str], None] = print) -> Programs:
    """The programs of a module, built unless they were before. Raises GoMissing, CalledProcessError."""
    folder = built(module, {name: f"{SERVER}/{source}" for name, source in SOURCES.items()}, announce)
    return Programs(folder, _schema(_go(), module))


def built(module: Path, packages: Mapping[str, str], announce: Callable[[str], None] = print) -> Path:
    """The folder of a module's programs, by name and package. Raises GoMissing, CalledProcessError."""
    go, folder = _go(), KEPT_IN / _pin(module)
    folder.mkdir(parents=True, exist_ok=True)
    for name, package in packages.items():
        if not (folder / name).exists():
            announce(f"{name} is being built from its modules, which takes some minutes")
            _build(go, module, package, folder / name)
    return folder


def _schema(go: str, module: Path) -> Path:
    command = [go, "list", "-m", "-f", "{{.Dir}}", SERVER]
    done = subprocess.run(command, cwd=module, capture_output=True, text=True, check=True)
    return Path(done.stdout.strip()) / "schema" / "postgresql" / "v12"


def _pin(module: Path) -> str:
    pinned = (module / "go.mod").read_bytes() + (module / "go.sum").read_bytes()
    return blake2b(pinned, digest_size=6).hexdigest()


def _build(go: str, module: Path, package: str, program: Path) -> None:
    unfinished = program.with_name(program.name + ".new")
    command = [go, "build", "-trimpath", "-ldflags=-s -w", "-o", str(unfinished), package]
    subprocess.run(command, cwd=module, check=True)
    unfinished.rename(program)


def _go() -> str:
    """The `go` program. Raises GoMissing."""
    found = shutil.which("go") or shutil.which("go", path="/usr/local/go/bin" + os.pathsep + "/usr/lib/go/bin")
    if found is None:
        raise GoMissing("there is no `go` program")
    version = subprocess.run([found, "env", "GOVERSION"], capture_output=True, text=True, check=True).stdout.strip()
    if _numbers(version) < OLDEST_GO:
        raise GoMissing(f"{version} is older than go{'.'.join(map(str, OLDEST_GO))}")
    return found


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.removeprefix("go").split(" ")[0].split(".") if part.isdigit())
