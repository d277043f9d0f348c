"""What a machine must have for containers without a registry: root, namespaces of its own, Debian's tools."""

import os
import shutil
import subprocess
from collections.abc import Sequence

PROGRAMS = ("unshare", "nsenter", "chroot", "mount", "tar", "apt-get", "dpkg", "gpgv", "wget", "git")
NAMESPACES = ("--mount", "--net", "--pid", "--fork", "--kill-child")


class Missing(Exception):
    """This machine cannot do it; the text says what it lacks."""


def check(programs: Sequence[str] = PROGRAMS) -> None:
    """Raise Missing unless the engine can be made and started here."""
    if os.geteuid() != 0:
        raise Missing("root is needed")
    if absent := [name for name in programs if shutil.which(name) is None]:
        raise Missing(f"there is no {', no '.join(absent)}")
    if subprocess.run(["unshare", *NAMESPACES, "true"], capture_output=True).returncode != 0:
        raise Missing("namespaces cannot be made here")
