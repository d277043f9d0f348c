"""The mutation score of the pure core: the share of its mutants that its tests notice.

Each mutant runs in a process of its own, forked after the libraries were loaded and before any of our modules was: the
changed module takes the place of the one on disk, and no file is written.

Why not a library: mutmut (3.8) mutates functions only, not the tables of a module; cosmic-ray (8.7) starts pytest anew
for each mutant, one after another. Neither limits memory, which endless loops of mutants fill.
"""

import ast
import contextlib
import importlib.abc
import importlib.util
import io
import multiprocessing
import os
import resource
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from enum import StrEnum
from importlib.machinery import ModuleSpec
from types import ModuleType

from chaos.mutation.mutants import Mutant, mutants_of
from chaos.outcome import Progress, TrialOutcome, silent
from chaos.seeded import seeded_random
from settings import PROJECT

TARGETS = (
    "models/calendar/counted_days.py",
    "models/calendar/promise.py",
    "models/case/approval.py",
    "models/case/clock.py",
    "models/case/promised.py",
    "models/case/terms.py",
    "models/packs/promises.py",
    "models/packs/rung_checks.py",
    "models/sharing.py",
    "models/teams.py",
    "workflows/case/decide.py",
    "workflows/case/authority.py",
    "workflows/case/deadlines.py",
    "workflows/case/changes.py",
    "workflows/case/places.py",
    "workflows/case/rules/waiting.py",
    "workflows/case/rules/consulting.py",
    "workflows/case/rules/on_behalf.py",
    "workflows/case/rules/interim.py",
    "workflows/case/rules/recalling.py",
    "workflows/case/rules/splitting.py",
    "workflows/case/rules/checklist.py",
    "workflows/case/rules/reminding.py",
    "workflows/case/sharing/choosing.py",
    "workflows/case/sharing/work.py",
    "workflows/case/sharing/giving.py",
    "workflows/case/rules/classification.py",
    "workflows/case/rules/migrating.py",
    "workflows/case/importing.py",
    "workflows/case/imported.py",
    "workflows/case/rules/appeals.py",
    "workflows/case/rules/deciders.py",
    "workflows/case/rules/faults.py",
)
TESTS = (
    "models/test_teams",
    "case/clocks/test_clock",
    "case/rules/test_decide",
    "case/test_recalling",
    "case/rules/test_terms",
    "case/rules/test_migrating",
    "case/rules/test_approval_chain",
    "case/clocks/test_ladder",
    "case/test_golden_cases",
    "calendar/test_calendar",
    "calendar/test_counted_days",
    "case/clocks/test_legal_limit",
    "case/clocks/test_day_promises",
    "case/rules/test_rounds",
    "case/rules/test_substitutes",
    "case/rules/test_waiting",
    "case/rules/test_consulting",
    "case/rules/test_on_behalf",
    "case/rules/test_splitting",
    "case/rules/test_checklist",
    "case/rules/test_second_case",
    "case/rules/test_reminding",
    "case/rules/test_faults",
    "case/sharing/test_choosing",
    "case/sharing/test_sharing",
    "case/rules/test_classification",
    "case/rules/test_importing",
    "case/clocks/test_imported_calendars",
    "case/rules/test_appeals",
    "case/rules/test_deciders",
    "case/rules/test_escalation_by_hand",
    "packs/test_promises",
    "case/rules/test_totality",
    "case/test_properties",
)
"""The pure tests, the fastest first."""
UNCHANGED = (TARGETS[0], -1)
"""In place of a mutant: the unchanged source."""
AT_LEAST = 0.85
LIBRARIES = ("pytest", "hypothesis", "pydantic", "sqlmodel", "temporalio.client")
OURS = frozenset({"models", "workflows", "activities", "tests", "errors", "settings"})
PATIENCE = 75
"""Seconds of processor time for all tests, three times what they take."""
MEMORY = 3 * 2**29
TIMING = "tests/case/rules/test_decide.py::test_deciding_takes_less_than_a_tenth_of_a_millisecond"
"""Left out: it fails on a busy machine."""
PYTEST_OPTIONS = ("-x", "-p", "no:cacheprovider", "--assert=plain", "--tb=no", "--timeout=0", f"--deselect={TIMING}")


class Fate(StrEnum):
    """The result for a mutant."""

    NOTICED = "noticed"
    ENDLESS = "endless"
    """The tests run out of time or memory: noticed too, and counted apart."""
    SURVIVED = "survived"
    STILLBORN = "stillborn"
    """Its module cannot be imported: it is not counted."""


@dataclass(frozen=True)
class MutantTrial:
    """One mutant and its fate."""

    target: str
    number: int
    line: int
    what: str
    fate: Fate

    def __str__(self) -> str:
        return f"{self.target}:{self.line} {self.what}"


def run(sample: float = 1.0, seed: int = 1, progress: Progress = silent) -> TrialOutcome:
    """Try all mutants of the targets, or a share of them."""
    chosen = [each for each in _all_mutants() if seeded_random(seed, *each).random() < sample]
    began = time.monotonic()
    [unchanged] = _try_all([UNCHANGED], silent)
    if unchanged.fate is not Fate.SURVIVED:
        raise RuntimeError(f"the tests do not pass on the source as it is: run {' '.join(TESTS)}")
    trials = list(_try_all(chosen, progress))
    return outcome(trials, sample, time.monotonic() - began)


def outcome(trials: Sequence[MutantTrial], sample: float, seconds: float) -> TrialOutcome:
    """The score of all mutants that can be imported; the survivors are violations when it is too low."""
    counted = [trial for trial in trials if trial.fate is not Fate.STILLBORN]
    survivors = sorted(str(trial) for trial in counted if trial.fate is Fate.SURVIVED)
    score = 1 - len(survivors) / len(counted)
    endless = sum(trial.fate is Fate.ENDLESS for trial in counted)
    figures = {
        "mutants": str(len(counted)) + (f" (a sample of {sample:.0%})" if sample < 1 else ""),
        "noticed": f"{score:.1%}",
        "of these, by tests that do not end": str(endless),
        "seconds": f"{seconds:.0f}",
    }
    return TrialOutcome(
        promise="The tests notice small changes of the decider, the clock and the ladder",
        how=f"each mutant of {', '.join(TARGETS)} against the pure tests; at least {AT_LEAST:.0%} noticed",
        figures=figures,
        violations=tuple(f"nobody notices {each}" for each in survivors) if score < AT_LEAST else (),
    )


def _all_mutants() -> Iterator[tuple[str, int]]:
    for target in TARGETS:
        yield from ((target, number) for number in range(len(mutants_of(_tree(target)))))


def _tree(target: str) -> ast.Module:
    return ast.parse((PROJECT / target).read_text())


def _try_all(chosen: Sequence[tuple[str, int]], progress: Progress) -> Iterator[MutantTrial]:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(LIBRARIES))
    with ProcessPoolExecutor(os.cpu_count(), mp_context=context, max_tasks_per_child=1) as pool:
        waiting = [pool.submit(try_mutant, target, number) for target, number in chosen]
        for count, done in enumerate(as_completed(waiting), start=1):
            trial = done.result()
            if trial.fate is not Fate.NOTICED:
                progress(f"{trial.fate}: {trial}")
            progress(f"mutant {count} of {len(chosen)}")
            yield trial


def try_mutant(target: str, number: int) -> MutantTrial:
    """Run the tests in this process with one mutant in place. The process is of no use for anything else afterwards."""
    tree = _tree(target)
    mutant = mutants_of(tree)[number] if number >= 0 else Mutant(0, "nothing changed", lambda: None)
    mutant.make()
    for name in [name for name in sys.modules if name.partition(".")[0] in OURS]:
        del sys.modules[name]
    sys.meta_path.insert(0, Changed(target, ast.fix_missing_locations(tree)))
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        return MutantTrial(target, number, mutant.line, mutant.what, _fate(_module_name(target)))


def _fate(module: str) -> Fate:
    import pytest
    from hypothesis import HealthCheck, Phase, settings

    signal.signal(signal.SIGXCPU, _too_long)
    resource.setrlimit(resource.RLIMIT_CPU, (PATIENCE, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    phases, not_slow = (Phase.explicit, Phase.generate), (HealthCheck.too_slow,)
    settings.register_profile(
        "mutation", derandomize=True, phases=phases, deadline=None, suppress_health_check=not_slow
    )
    settings.load_profile("mutation")
    os.chdir(PROJECT)
    sys.path.insert(0, str(PROJECT))
    try:
        importlib.import_module(module)
    except Exception:
        return Fate.STILLBORN
    files = [f"tests/{name}.py" for name in TESTS]
    try:
        code = pytest.main([*PYTEST_OPTIONS, *files])
    except BaseException:  # without memory pytest itself breaks, in many ways
        return Fate.ENDLESS
    if code is pytest.ExitCode.OK:
        return Fate.SURVIVED
    return Fate.ENDLESS if time.process_time() >= PATIENCE else Fate.NOTICED


class _TooLong(KeyboardInterrupt):
    """The tests take several times as long as they should. Code that catches every Exception lets this one pass."""


def _too_long(*_: object) -> None:
    signal.signal(signal.SIGXCPU, signal.SIG_IGN)  # it would come every second from here on
    raise _TooLong


class Changed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports a changed module in place of the one on disk."""

    def __init__(self, target: str, tree: ast.Module) -> None:
        self._name, self._file, self._tree = _module_name(target), str(PROJECT / target), tree

    def find_spec(self, name: str, path: object, target: ModuleType | None = None) -> ModuleSpec | None:
        """The spec of the changed module; None for any other."""
        return importlib.util.spec_from_loader(name, self, origin=self._file) if name == self._name else None

    def exec_module(self, module: ModuleType) -> None:
        """Execute the changed tree as the module."""
        module.__file__ = self._file
        exec(compile(self._tree, self._file, "exec"), module.__dict__)  # noqa: S102 - our own source, changed on purpose


def _module_name(target: str) -> str:
    return target.removesuffix(".py").replace("/", ".")
