"""Builds the images, starts the unmodified compose file on a real engine, and tries it: `python -m containers`.

Ends with 0 when every promise was kept, and with 0 and a word where something is missing.
"""

import argparse
import shutil
import signal
import sys
from pathlib import Path

from cluster.build import GoMissing, programs
from commands.common.words.advice import ExitCode
from containers import roots
from containers.engine import Docker, running
from containers.images import base_images
from containers.installation import laid_out
from containers.needs import Missing, check
from containers.trial import BrokenPromise, ContainerTrial


def main() -> int:
    """Make what is needed, and try the production form with it."""
    argparse.ArgumentParser(prog="python -m containers", description=__doc__).parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(ExitCode.INTERRUPTED))  # the engine is ended all the same
    try:
        check()
        built = programs(announce=_say)
        engine = roots.made(roots.ENGINE, _say)
        for root in (roots.BASE, roots.POSTGRES, roots.MACHINE):
            roots.made(root, _say)
        shared = roots.KEPT_IN / "shared"
        shared.mkdir(exist_ok=True)
        with running(engine, shared) as docker:
            docker.emptied()
            _clear(shared)
            base_images(docker, built, shared, _say)
            return _tried(docker, shared)
    except (Missing, GoMissing) as missing:
        _say(f"skipped: {missing}")
        return ExitCode.DONE


def _tried(docker: Docker, shared: Path) -> ExitCode:
    trial = ContainerTrial(laid_out(docker, shared), _say)
    try:
        trial.run()
    except BrokenPromise as broken:
        _say(f"not kept: {broken}")
        _say(trial.installation.checked("logs", "--tail", "20", "--no-color"))
        return ExitCode.UNEXPECTED
    _say("every promise was kept")
    return ExitCode.DONE


def _clear(shared: Path) -> None:
    """The folder that the engine sees, without an earlier installation; what images are built from stays."""
    for name in ("tawasul", "homes", "machine"):
        shutil.rmtree(shared / name, ignore_errors=True)


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
