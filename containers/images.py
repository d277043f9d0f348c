"""The base images that a registry would give, made of what is on this machine, and the image of the project."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from cluster.build import Programs
from containers.engine import SHARED, Docker
from containers.roots import BASE, MACHINE, POSTGRES, Root
from settings import PROJECT
from stack.temporal import temporal_binary

STAND_INS = Path(__file__).with_name("stand_ins")
SUFFIX = "-stand-in"
"""What stands where the digest of a true image would: the tag of the production form, and that it is none."""
TAGS = {
    "python": "python:3.13.14-slim-bookworm",
    "postgres": "postgres:18.6-bookworm",
    "temporal_server": "temporalio/server:1.32.0",
    "temporal_admin_tools": "temporalio/admin-tools:1.32.0",
}
"""The images of the production form, by the folder in `stand_ins/`."""
LOCKS = ("build.txt", "production.txt")
PYTHON = "3.13"


def base_images(docker: Docker, programs: Programs, shared: Path, announce: Callable[[str], None]) -> None:
    """Make every base image. Raises CalledProcessError."""
    for root in (BASE, POSTGRES, MACHINE):
        _import(docker, root)
    for name, tag in TAGS.items():
        announce(f"{tag}{SUFFIX} is being made")
        context = shared / "build" / name
        shutil.copytree(STAND_INS / name, context, dirs_exist_ok=True)
        _fill(name, context, programs)
        docker.checked("docker", "build", "--quiet", "--tag", f"{tag}{SUFFIX}", f"{SHARED}/build/{name}")


def _import(docker: Docker, root: Root) -> None:
    """A root as an image, once."""
    tag = f"debian:{root.name}"
    if docker.run("docker", "image", "inspect", tag).returncode != 0:
        packed = subprocess.run(
            ["tar", "--create", "--directory", str(root.folder), "."], stdout=subprocess.PIPE, check=True
        )
        docker.checked("docker", "import", "-", tag, stdin=packed.stdout)


def _fill(name: str, context: Path, programs: Programs) -> None:
    """What the Dockerfile of a stand-in copies."""
    match name:
        case "python":
            _wheels(context / "wheels")
        case "temporal_server":
            _copies([programs.server], context)
        case "temporal_admin_tools":
            _copies([programs.sql_tool, Path(temporal_binary())], context)
            shutil.copytree(programs.schema, context / "schema", dirs_exist_ok=True)


def _copies(files: Iterable[Path], folder: Path) -> None:
    for file in files:
        shutil.copy2(file, folder / file.name)


def _wheels(folder: Path) -> None:
    """What the Dockerfile installs, for its Python; the hashes are checked here and again in the build."""
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--dest", str(folder)]
    locks = [f"--requirement={PROJECT / 'requirements' / lock}" for lock in LOCKS]
    subprocess.run([*pip, "--python-version", PYTHON, "--only-binary=:all:", "--require-hashes", *locks], check=True)
