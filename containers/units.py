"""The units of systemd on a machine of their own beside the containers, with the servers of the production form."""

import re
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from containers import people
from containers.engine import SHARED, Docker
from containers.images import STAND_INS
from containers.installation import NAME, Installation, tracked
from settings import PROJECT
from stack.production import ADDRESSES

IMAGE = "tawasul-machine"
CONTAINER = "tawasul-machine"
UNITS = ("tawasul-migrate.service", "tawasul-worker@1.service", "tawasul-web.service")
TIMERS = ("tawasul-backup.timer", "tawasul-retention.timer")
LIMITS = ("--cap-add=SYS_ADMIN", "--security-opt=seccomp=unconfined", "--security-opt=apparmor=unconfined")
"""What systemd needs to confine its services; the kernel's settings stay read only."""
WITHIN = 90
"""Seconds."""
ASK = "import sys, urllib.request as r; print(r.urlopen(sys.argv[1], timeout=3).status)"


@dataclass(frozen=True)
class Machine:
    """A machine that runs systemd, in the networks of an installation."""

    docker: Docker

    def runs(self, *command: str) -> bool:
        """Whether a command there ends with 0."""
        return self.docker.run("docker", "exec", CONTAINER, *command).returncode == 0

    def says(self, *command: str) -> str:
        """What a command there prints. Raises CalledProcessError."""
        return self.docker.checked("docker", "exec", CONTAINER, *command).strip()

    def of_unit(self, unit: str, name: str) -> str:
        """What systemd knows of a unit."""
        return self.says("systemctl", "show", "--value", f"--property={name}", unit)

    def answers(self, address: str) -> bool:
        """Whether an address there answers with 200."""
        return self.runs("/opt/tawasul/.venv/bin/python", "-c", ASK, address)

    def removed(self) -> None:
        """End the machine: its networks are needed no more."""
        self.docker.checked("docker", "rm", "--force", CONTAINER)


def image_built(docker: Docker, shared: Path) -> None:
    """The image of the machine: systemd, the project and what its lock names."""
    context = shared / "build" / "machine"
    shutil.rmtree(context, ignore_errors=True)
    shutil.copytree(STAND_INS / "machine", context)
    subprocess.run(["cp", "--recursive", str(shared / "build" / "python" / "wheels"), str(context)], check=True)
    for file in tracked():
        (context / "project" / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(PROJECT / file, context / "project" / file)
    docker.checked("docker", "build", "--quiet", "--tag", IMAGE, f"{SHARED}/build/machine")


def settings_written(installation: Installation, folder: Path) -> None:
    """The folder `/etc/tawasul` of the machine: addresses of the records without a path of a container in them."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(installation.folder / ".secrets", folder / "secrets")
    for name in ADDRESSES:
        address = folder / "secrets" / name
        address.chmod(0o600)
        address.write_text(re.sub(r"[?&]sslmode=.*", "", address.read_text()))
    backup = (folder / "secrets" / "backup_password").read_text()
    (folder / "secrets" / "backup_url").write_text(f"postgresql://tawasul_backup:{backup}@postgres/tawasul")
    example = (PROJECT / "systemd" / "tawasul.env.example").read_text()
    (folder / "tawasul.env").write_text(example.replace("temporal.example", "temporal"))
    (folder / "retention.env").write_text(f"TAWASUL_STAFF={people.DIRECTOR}\n")


def started(docker: Docker) -> Machine:
    """The machine, once its systemd takes orders. Raises TimeoutError."""
    networks = [f"{NAME}_records", f"{NAME}_engine"]
    mounts = ("--tmpfs=/run", "--tmpfs=/tmp", f"--volume={SHARED}/machine:/etc/tawasul:ro")
    create = ("docker", "create", "--name", CONTAINER, "--network", networks[0], *mounts, *LIMITS, IMAGE)
    docker.checked(*create)
    docker.checked("docker", "network", "connect", networks[1], CONTAINER)
    docker.checked("docker", "start", CONTAINER)
    machine = Machine(docker)
    wait(lambda: machine.runs("systemctl", "show", "--property=Version"))
    return machine


def wait(true: Callable[[], bool], seconds: float = WITHIN) -> None:
    """Wait until something holds. Raises TimeoutError."""
    until = time.monotonic() + seconds
    while not true():
        if time.monotonic() > until:
            raise TimeoutError
        time.sleep(0.5)
