"""The running product as a person runs it: `tawasul up` on a folder, killed from outside, and started again.

    with UpUnderTest(Path(folder), seed=7, wrong_clocks=(5.0,)) as system:
        system.targets("worker")[0].kill()

`up` keeps its servers and its worker by itself; nothing of the harness starts them. Beside it run the fake gateways,
workers whose clocks are wrong by so many hours, and clients. Everybody finds the system by its folder alone.
"""

import json
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psutil

from chaos.faults.nemesis import FaultTarget, component_of
from chaos.system.component import DEATH, StackProcess
from chaos.system.gateway_setup import GatewaySetup
from chaos.system.gateways import READY
from chaos.system.packs import DIRECTOR, add_staff, trial_packs
from settings import ELSEWHERE, PROJECT, STACK_FILE, Settings, load
from stack.embedded import LOOPBACK, WORKER_READY, wait_for_worker
from stack.process import StackError, wait_until

CHILDREN = ("worker", "temporal", "postgres")
"""What `up` runs."""
UP_READY = "ready; the data are in"
PATIENCE = 90.0
"""Seconds in which `up` is ready, or one of its children is there again."""
LEFT_AFTER = 5.0
"""Seconds after the end of `up`, or after its next start, in which every process of before is gone."""


class UpUnderTest:
    """`tawasul up` with what stands around it. Entering starts everything, leaving stops it."""

    def __init__(self, folder: Path, *, seed: int, wrong_clocks: Sequence[float] = ()) -> None:
        self.folder, self.home, self._policies = folder, folder / "home", folder / "policies"
        folder.mkdir(parents=True, exist_ok=True)
        trial_packs(self._policies)
        self.gateways = GatewaySetup(folder / "gateways")
        self._seed, self._wrong_clocks = seed, wrong_clocks
        self._processes: list[StackProcess] = []
        self.left: list[str] = []
        """The processes of a killed or ended `up` that were still there afterwards."""

    @property
    def state(self) -> dict[str, Any]:
        """What `up` wrote of its servers."""
        file = self.home / STACK_FILE
        return dict(json.loads(file.read_text())) if file.exists() else {}

    @property
    def database_url(self) -> str:
        """The records with the workers' role."""
        return str(self.state["database_url"])

    @property
    def temporal_address(self) -> str:
        """Host and port of Temporal's server."""
        return str(self.state["temporal_address"])

    @property
    def config(self) -> Settings:
        """The settings of a client of these servers."""
        return load(self.environment)

    @property
    def policies(self) -> Path:
        """The folder of the policy packs."""
        return self._policies

    @property
    def accepted(self) -> Path:
        """The log of the messages that the gateways accepted."""
        return self.gateways.accepted

    @property
    def portal_secret(self) -> str:
        """The secret by which the messages to the portal are signed."""
        return self.gateways.portal_secret

    @property
    def environment(self) -> dict[str, str]:
        """The environment of `up`, of the other workers and of clients: the folder, and no server's address."""
        inherited = {
            name: value for name, value in os.environ.items() if not name.startswith(("TEMPORAL_", "TAWASUL_"))
        }
        own = {
            "TAWASUL_HOME": str(self.home),
            "TAWASUL_POLICIES": str(self.policies),
            "TAWASUL_NOTICES_PER_SECOND": "200",
            "TAWASUL_DRAIN_SECONDS": "3",
            "TAWASUL_ALLOWED_NETWORKS": LOOPBACK,
            "PYTHONDONTWRITEBYTECODE": "",
            "TAWASUL_STAFF": DIRECTOR.id,
        }
        return (
            {name: value for name, value in inherited.items() if name not in ELSEWHERE}
            | self.gateways.environment
            | own
        )

    @property
    def deaths(self) -> dict[str, list[int]]:
        """Exit codes of the processes beside the children of `up` that died by themselves."""
        return {each.name: each.deaths for each in self._processes if each.deaths}

    def targets(self, kind: str) -> Sequence[FaultTarget]:
        """The processes of a kind that can be hit now; instead of clients that are all done, the worker."""
        if kind in CHILDREN:
            return [UpChild(kind, self)]
        found = [each for each in self._processes if component_of(each.name) == kind and not each.done]
        return found or self.targets("worker")

    def workers(self) -> Sequence[FaultTarget]:
        """All workers: that of `up`, and those with a wrong clock."""
        return [*self.targets("worker"), *(self.targets("skewed") if self._wrong_clocks else ())]

    def restart_workers(self) -> None:
        """Kill all workers and let them come back without memory."""
        logs = {each.name: self.log_of(each.name) for each in self.workers()}
        before = {name: _times(log, WORKER_READY) for name, log in logs.items()}
        for worker in self.workers():
            worker.kill()
        for worker in self.workers():
            worker.start()
        _wait(lambda: all(_times(log, WORKER_READY) > before[name] for name, log in logs.items()), "all workers")

    def log_of(self, name: str) -> Path:
        """The log of a process."""
        return (self.home if name in CHILDREN else self.folder) / f"{name}.log"

    def add_client(self, name: str, command: Sequence[str]) -> StackProcess:
        """One more client, which is done when it exits with 0; until then it is started again."""
        return self._process(name, command, once=True)

    def __enter__(self) -> Self:
        try:
            self.gateways.set_faults()
            gateways = self._process("gateways", self.gateways.command(self._seed))
            wait_until(lambda: READY in gateways.log.read_text(), gateways)
            self._up().wait_until_ready(0)
            add_staff(str(self.state["admin_url"]))
            for number, hours in enumerate(self._wrong_clocks, start=1):
                self._start_wrong_clock(f"skewed-{number}", hours)
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def _start_wrong_clock(self, name: str, hours: float) -> None:
        worker = self._process(name, [sys.executable, "-m", "chaos.system.shifted_clock", f"--hours={hours:g}"])
        wait_for_worker(worker, seconds=60)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop the last one first; `up` by Ctrl-C, as a person does."""
        children = self.children()
        for process in reversed(self._processes):
            process.stop()
        self.note_left(children)

    def children(self) -> Mapping[str, psutil.Process]:
        """The processes that `up` runs now, by name."""
        found = {}
        for name, identity in self.state.get("processes", {}).items():
            with suppress(psutil.NoSuchProcess):
                process = psutil.Process(identity["pid"])
                if abs(process.create_time() - identity["created"]) <= 1:
                    found[name] = process
        return found

    def note_left(self, before: Mapping[str, psutil.Process]) -> None:
        """Note which of the processes of before are still there after a while."""
        _, alive = psutil.wait_procs(list(before.values()), LEFT_AFTER)
        self.left += [name for name, process in before.items() if process in alive]

    def _process(self, name: str, command: Sequence[str], *, once: bool = False) -> StackProcess:
        self._processes.append(process := StackProcess(name, command, once=once, **self._options(name)))
        return process

    def _up(self) -> "UpProcess":
        command = [sys.executable, "-m", "cli", "up"]
        process = UpProcess("up", command, system=self, stop_signal=signal.SIGINT, **self._options("up"))
        self._processes.append(process)
        return process

    def _options(self, name: str) -> dict[str, Any]:
        said = {"changed": lambda: None, "announce": lambda line: None}
        return {"log": self.log_of(name), "env": self.environment, "cwd": PROJECT, **said}


class UpProcess(StackProcess):
    """`tawasul up`. Started again after kill -9 it goes on with its folder, and nothing of the killed one is left."""

    def __init__(self, *given: Any, system: UpUnderTest, **more: Any) -> None:
        self._system = system
        self._before: Mapping[str, psutil.Process] = {}
        self._times_ready = 0
        super().__init__(*given, **more)

    def kill(self) -> None:
        """Kill -9. Its children live on."""
        self._before, self._times_ready = self._system.children(), _times(self.log, UP_READY)
        super().kill()

    def start(self) -> None:
        """Start it again on its folder; what of the children of before is still there then is noted."""
        super().start()
        self.wait_until_ready(self._times_ready)
        self._system.note_left(self._before)

    def wait_until_ready(self, times: int) -> None:
        """Wait until it has said once more that it is ready. Raises StackError."""
        _wait(lambda: _times(self.log, UP_READY) > times, "`tawasul up`")


class UpChild:
    """A child of `up`, found by the file in which `up` writes down its processes."""

    def __init__(self, name: str, system: UpUnderTest) -> None:
        self.name = name
        self._system = system

    def kill(self) -> None:
        """Kill -9 the one that runs; `up` starts another."""
        process = self._there()
        process.kill()
        psutil.wait_procs([process], DEATH)

    def start(self) -> None:
        """Wait until there is another one: `up` starts it, or the next `up`."""
        self._there()

    def pause(self) -> None:
        """Suspend it with all its processes (SIGSTOP)."""
        self._paused = _family(self._there())
        for process in self._paused:
            with suppress(psutil.NoSuchProcess):
                process.suspend()

    def resume(self) -> None:
        """Let those go on that were suspended and are still there (SIGCONT)."""
        for process in self._paused:
            with suppress(psutil.NoSuchProcess):
                process.resume()

    def _there(self) -> psutil.Process:
        """The process that runs. Raises StackError when there is none for long."""
        _wait(lambda: self._alive() is not None, self.name)
        return self._alive() or self._there()

    def _alive(self) -> psutil.Process | None:
        process = self._system.children().get(self.name)
        with suppress(psutil.NoSuchProcess):
            if process and process.status() != psutil.STATUS_ZOMBIE:
                return process
        return None


def _family(process: psutil.Process) -> list[psutil.Process]:
    with suppress(psutil.NoSuchProcess):
        return [process, *process.children(recursive=True)]
    return []


def _times(log: Path, said: str) -> int:
    return log.read_text(errors="replace").count(said) if log.exists() else 0


def _wait(reached: Callable[[], bool], what: str) -> None:
    until = time.monotonic() + PATIENCE
    while not reached():
        if time.monotonic() > until:
            raise StackError(f"{what}: not there within {PATIENCE:.0f} s")
        time.sleep(0.05)
