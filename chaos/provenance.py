"""The commit a run was made with, and whether the code it speaks of has changed since."""

import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from settings import PROJECT

PRODUCT = (
    *("models", "workflows", "activities", "workarounds", "recovery", "watchdog", "checkpoints", "simulation"),
    *("commands", "client", "web", "telemetry", "sessions", "policies", "migrations", "stack"),
    *("cli.py", "errors.py", "settings.py", "worker.py", "requirements/production.txt"),
    "chaos/checks",
)
"""The files whose changes make a run stale, those of the judge among them; prose, tests and what loads do not."""


def commit() -> str:
    """The commit of this tree, with `+changes` when the product differs from it; empty without a history."""
    head = _git("rev-parse", "--short=12", "HEAD")
    return f"{head}+changes" if head and changed_since(head) else head


def loaded_with(module: str) -> list[str]:
    """The files of this project that a module loads, in a process of its own: all that a run within it speaks of."""
    done = subprocess.run(
        [sys.executable, "-c", _LOADED, module], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    return done.stdout.splitlines()


_LOADED = """
import importlib, pathlib, sys
importlib.import_module(sys.argv[1])
here = pathlib.Path.cwd()
files = (pathlib.Path(each.__file__) for each in list(sys.modules.values()) if getattr(each, "__file__", None))
inside = (each.relative_to(here) for each in files if each.is_relative_to(here))
print(*sorted(str(each) for each in inside if not each.parts[0].startswith(".")), sep="\\n")
"""


def changed_since(known: str, code: Sequence[str] = PRODUCT) -> list[str]:
    """The files of the product, or of some code, that differ from a commit.

    Raises LookupError for a commit that is not in the history.
    """
    if not known or _git("cat-file", "-t", known) != "commit":
        raise LookupError(f"{known or 'no commit'} is not in the history")
    return _git("diff", "--name-only", known, "--", *code).splitlines()


def is_stale(run: Mapping[str, Any]) -> bool:
    """Whether a run was made with other code of what it speaks of (all of the product, if it names none)."""
    try:
        return bool(changed_since(run.get("commit", ""), run.get("code") or PRODUCT))
    except LookupError:
        return True


def seeds(numbers: Sequence[int]) -> str:
    """Seeds as text: `seed 1`, `seeds 1 to 10`."""
    if len(numbers) < 2:
        return f"seed {numbers[0]}" if numbers else "no seed"
    run = list(numbers) == list(range(numbers[0], numbers[-1] + 1))
    return f"seeds {numbers[0]} to {numbers[-1]}" if run else f"seeds {', '.join(map(str, numbers))}"


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=PROJECT, capture_output=True, text=True)
    return done.stdout.strip() if done.returncode == 0 else ""
