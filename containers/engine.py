"""Docker's engine in a root of its own, in mount, network and process namespaces that vanish with it.

So nothing is installed on the machine, its firewall stays as it is, and when the first process of the namespaces ends
the kernel ends every container.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from containers.needs import NAMESPACES, Missing
from containers.roots import KEPT_IN

DATA = KEPT_IN / "docker"
"""Images, containers and volumes of the engine."""
LOG = KEPT_IN / "dockerd.log"
SHARED = "/srv"
"""Where the engine's root has the folder that is shared with it."""
STARTS_WITHIN = 60
"""Seconds."""
GROUPS = ("*/docker", "*/tawasul-machine", "tawasul-machine")
"""Control groups of containers and of the machine of the units, which stay behind empty."""
CONTROL_GROUPS = Path("/sys/fs/cgroup")
SET_UP = """
set -eu
mount --make-rprivate /
ip link set lo up
mount --bind "$1" "$1"
mount -t proc proc "$1/proc"
mount --rbind /dev "$1/dev"
mount --rbind /sys "$1/sys"
# runc takes either kind of control groups, not both at once.
umount "$1/sys/fs/cgroup/unified" 2>/dev/null || true
mount -t tmpfs tmpfs "$1/run"
mkdir -p "$1/var/lib/docker"
mount --bind "$2" "$1/var/lib/docker"
mount --bind "$3" "$1/srv"
# With a mere chroot what is executed in a container would find itself in the machine's root.
cd "$1"
pivot_root . mnt
umount --lazy /mnt
# Not every machine lets limits be raised.
exec dockerd --default-ulimit nofile=20000:20000
"""


@dataclass(frozen=True)
class Docker:
    """A running engine; its client runs where it runs."""

    first_process: int

    def run(
        self, *command: str, stdin: bytes | None = None, environment: Mapping[str, str] | None = None, folder: str = "/"
    ) -> subprocess.CompletedProcess[bytes]:
        """Run a program beside the engine, and wait for its end."""
        inside = ["nsenter", "--target", str(self.first_process), "--mount", "--net", "--pid"]
        inside.append(f"--wdns={folder}")
        own = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", **(environment or {})}
        return subprocess.run([*inside, *command], input=stdin, env=own, capture_output=True)

    def checked(self, *command: str, stdin: bytes | None = None) -> str:
        """What a command prints. Raises CalledProcessError."""
        return printed(self.run(*command, stdin=stdin))

    def emptied(self) -> None:
        """Remove the containers, volumes and networks that an earlier trial left; images stay."""
        if left := self.checked("docker", "ps", "--all", "--quiet").split():
            self.checked("docker", "rm", "--force", *left)
        for kind in (["volume", "prune", "--all"], ["network", "prune"]):
            self.checked("docker", *kind, "--force")


def printed(done: subprocess.CompletedProcess[bytes]) -> str:
    """What a command printed; where it failed, its last words go to standard error. Raises CalledProcessError."""
    if done.returncode != 0:
        sys.stderr.write((done.stdout + done.stderr).decode(errors="replace")[-4000:])
    done.check_returncode()
    return done.stdout.decode()


@contextmanager
def running(root: Path, shared: Path) -> Iterator[Docker]:
    """The engine for as long as the block runs, with a folder shared with it. Raises Missing when it does not start."""
    DATA.mkdir(parents=True, exist_ok=True)
    before = _groups()
    command = ["unshare", *NAMESPACES, "sh", "-c", SET_UP, "sh", str(root), str(DATA), str(shared)]
    with LOG.open("w") as log:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    try:
        yield _answering(process)
    finally:
        _stop(process)
        _remove(_groups() - before)


def _answering(process: subprocess.Popen[bytes]) -> Docker:
    """The engine once it answers."""
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until and process.poll() is None:
        for child in _children(process.pid):
            docker = Docker(child)
            if docker.run("docker", "info").returncode == 0:
                return docker
        time.sleep(0.5)
    raise Missing(f"Docker's engine does not start here: {LOG} says why")


def _children(parent: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the engine, and with it all that runs in its namespaces."""
    for child in _children(process.pid) if process.poll() is None else []:
        os.kill(child, signal.SIGTERM)
    try:
        process.wait(timeout=60)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _groups() -> set[Path]:
    """The control groups that an engine here may have made, with all below them."""
    tops = [top for name in GROUPS for top in CONTROL_GROUPS.glob(name)]
    return {group for top in tops for group in (top, *filter(Path.is_dir, top.rglob("*")))}


def _remove(groups: set[Path]) -> None:
    for group in sorted(groups, reverse=True):
        with suppress(OSError):  # the kernel was quicker, or it is not empty
            group.rmdir()
