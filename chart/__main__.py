"""Checks the chart: `python -m chart`. Helm lints and renders it, where Go is there to build Helm; schemas validate it.

Ends with 0 when nothing was found, and says what was skipped.
"""

import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from chart.render import CHART, RELEASE, manifests, values
from chart.validate import PROGRAM, VERSIONS, faults
from cluster.build import GoMissing, built
from commands.common.words.advice import ExitCode

MODULE = Path(__file__).with_name("helm")
PACKAGE = "helm.sh/helm/v3/cmd/helm"
NEWEST = ("--kube-version", VERSIONS[-1])
WITH_KEDA = "autoscaling.enabled=true"


def main() -> int:
    """Check the chart with and without autoscaling."""
    given = values()
    found = [*_validated(given), *_rendered_by_helm(given)]
    for line in found:
        print(line)
    return ExitCode.UNEXPECTED if found else ExitCode.DONE


def _validated(given: Mapping[str, Any]) -> list[str]:
    if not PROGRAM.exists():
        print("skipped: the schemas of Kubernetes are not installed; `make chart` does it")
        return []
    with tempfile.TemporaryDirectory() as folder:
        found = faults(manifests(given), Path(folder))
    print(f"schemas of Kubernetes: {len(found)} faults in {len(list(manifests(given)))} manifests")
    return found


def _rendered_by_helm(given: Mapping[str, Any]) -> list[str]:
    """What Helm finds wrong, and manifests that it renders in another way than we do."""
    try:
        helm = str(built(MODULE, {"helm": PACKAGE}) / "helm")
    except GoMissing as missing:
        print(f"skipped: {missing}, and Helm is built from its Go modules")
        return []
    found = _lines([helm, "lint", "--strict", *NEWEST, str(CHART)])
    for enabled, options in ((False, ()), (True, ("--set", WITH_KEDA))):
        theirs = _template(helm, options)
        ours = list(manifests(_with_keda(given) if enabled else given))
        print(f"Helm renders {len(theirs)} manifests {'with' if enabled else 'without'} autoscaling")
        found += [_name(each) + ": Helm renders it in another way" for each in ours if each not in theirs]
        found += [_name(each) + ": Helm alone renders it" for each in theirs if each not in ours]
    return found


def _with_keda(given: Mapping[str, Any]) -> dict[str, Any]:
    return {**given, "autoscaling": {**given["autoscaling"], "enabled": True}}


def _template(helm: str, options: Sequence[str]) -> list[dict[str, Any]]:
    command = [helm, "template", "tawasul", str(CHART), "--namespace", str(RELEASE["Namespace"]), *NEWEST, *options]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return [each for each in yaml.safe_load_all(done.stdout) if each is not None]


def _lines(command: Sequence[str]) -> list[str]:
    """What a command says when it fails."""
    done = subprocess.run(command, capture_output=True, text=True)
    return (done.stdout + done.stderr).splitlines() if done.returncode else []


def _name(manifest: Mapping[str, Any]) -> str:
    return f"{manifest['kind']}/{manifest['metadata']['name']}"


if __name__ == "__main__":
    raise SystemExit(main())
