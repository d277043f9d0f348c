"""The search in sabotaged copies of the project: each sabotage of the decider must be found by it, without any test."""

import shutil
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from chaos.mutation.changes import Sabotage, copy_of_the_project
from chaos.mutation.sabotages import SABOTAGES
from chaos.outcome import Progress, TrialOutcome, silent

DECIDER = frozenset(
    {
        "models/case/approval.py",
        "models/case/clock.py",
        "workflows/case/authority.py",
        "workflows/case/deadlines.py",
        "workflows/case/decide.py",
        "workflows/case/evolve.py",
        "workflows/case/places.py",
        "workflows/case/sharing/work.py",
        "workflows/case/rules/waiting.py",
    }
)
OF_THE_DECIDER = tuple(each for each in SABOTAGES if {change.file for change in each.changes} <= DECIDER)
STATES = 10_000
"""States that are explored at most, until something is found."""
PATIENCE = 600
"""Seconds for one copy."""
NOTHING = ""


def run(progress: Progress = silent) -> TrialOutcome:
    """Search an unchanged copy, and then one with each sabotage."""
    began = time.monotonic()
    with TemporaryDirectory(prefix="tawasul-search-") as folder:
        progress("the search in an unchanged copy")
        found = violation_in(None, Path(folder) / "unchanged")
        violations = [f"in an unchanged copy: {found}"] if found else []
        for number, sabotage in enumerate(OF_THE_DECIDER, start=1):
            progress(f"sabotage {number} of {len(OF_THE_DECIDER)}: {sabotage.what}")
            if violation_in(sabotage, Path(folder) / f"sabotage-{number}") == NOTHING:
                violations.append(f"not found: {sabotage.what}")
    return TrialOutcome(
        promise="The search alone finds a decider that is broken on purpose",
        how=f"{len(OF_THE_DECIDER)} sabotaged deciders, at most {STATES:,} states of each; no other test runs",
        figures={
            "sabotages": str(len(OF_THE_DECIDER)),
            "found": str(len(OF_THE_DECIDER) - len(violations)),
            "seconds": f"{time.monotonic() - began:.0f}",
        },
        violations=tuple(violations),
    )


def violation_in(sabotage: Sabotage | None, folder: Path) -> str:
    """The first violation that the search finds in a copy with a sabotage; nothing when everything holds there.

    Raises RuntimeError when the search could not be run.
    """
    try:
        copy = copy_of_the_project(folder)
        for change in sabotage.changes if sabotage else ():
            change.make(copy)
        command = [sys.executable, "-m", "chaos.search", "--first", f"--states={STATES}", "--workers=1"]
        done = subprocess.run(command, cwd=copy, capture_output=True, text=True, timeout=PATIENCE, check=False)
    finally:
        shutil.rmtree(folder)
    if not done.stdout.startswith("states"):
        raise RuntimeError(f"the search ended with {done.returncode}: {done.stderr[-500:]}")
    _, broken, text = done.stdout.partition("BROKEN")
    return " ".join(text.splitlines()[0].split()) if broken else NOTHING
