"""Manifests against the schemas of Kubernetes, which `make chart` installs in a place of their own."""

import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from settings import PROJECT

PROGRAM = PROJECT / ".venv" / "chart" / "bin" / "kubernetes-validate"
VERSIONS = ("1.29", "1.37")
"""The oldest Kubernetes that the chart says it takes, and the newest whose schemas there are."""
OF_OTHERS = {"keda.sh/v1alpha1"}
"""Kinds that the cluster's own schemas do not have."""


def faults(manifests: Iterable[Mapping[str, Any]], folder: Path) -> list[str]:
    """What the schemas find wrong, each a line; the manifests are written into a folder."""
    file = folder / "manifests.yaml"
    ours = [each for each in manifests if each["apiVersion"] not in OF_OTHERS]
    file.write_text(yaml.safe_dump_all(ours, allow_unicode=True))
    return [line for version in VERSIONS for line in _found(file, version)]


def _found(file: Path, version: str) -> list[str]:
    command = [str(PROGRAM), "--strict", "--kubernetes-version", version, str(file)]
    done = subprocess.run(command, capture_output=True, text=True)
    said = [line for line in (done.stdout + done.stderr).splitlines() if " INFO " not in f" {line}"]
    return [f"{version}: {line}" for line in said or ["it failed"]] if done.returncode else []
