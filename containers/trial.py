"""What is done with the production form and checked: up, the samples, a decision, kills, down and up again."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from commands.common.words.advice import ExitCode
from containers import people, unit_trial
from containers.engine import printed
from containers.installation import Installation
from settings import PROJECT

SAMPLES = PROJECT / "samples" / "requests.json"
KEEPS_RUNNING = ("postgres", "temporal", "worker", "web")
URGENCY = "high"
"""Of the sample that needs two persons."""
ASKS_READINESS = "import urllib.request as r; r.urlopen('http://127.0.0.1:8280/readyz', timeout=3)"
WITHOUT_CERTIFICATE = [f"--env=TEMPORAL_TLS_CLIENT_{which}_PATH=" for which in ("CERT", "KEY")]
WITHIN = 180
"""Seconds for anything that is waited for, on a busy machine."""


class BrokenPromise(Exception):
    """Something was not as it has to be."""


@dataclass
class ContainerTrial:
    """The steps, each announced with its seconds when it is done."""

    installation: Installation
    announce: Callable[[str], None]
    taken: set[str] = field(default_factory=set)

    def run(self) -> None:
        """All of it. Raises BrokenPromise, CalledProcessError."""
        with self._step("the image is built"):
            self.installation.checked("build", "worker")
        with self._step("keys are made and filled in"):
            keys = people.keys_made(self.installation)
        self._up("up: every job ended with 0, every container is healthy")
        with self._step("no container of ours has a capability, a writable file system or root"):
            self._confined()
        with self._step("the interface is ready; Temporal takes who has a certificate, and nobody else"):
            self._must(self._compose("exec", "--no-TTY", "web", "python", "-c", ASKS_READINESS))
            self._must(self._reaches_temporal() and not self._reaches_temporal(*WITHOUT_CERTIFICATE))
        with self._step("keys and staff are on record, sessions are begun"):
            people.trusted(self.installation, keys)
            people.staff_added(self.installation)
            for person in (people.OFFICER, people.SUPERVISOR):
                people.session_begun(self.installation, person)
        with self._step("doctor finds every component in order"):
            self._must(self._compose("exec", "--no-TTY", "worker", "tawasul", "doctor"))
        with self._step("22 of 22 samples are taken"):
            self._samples()
        with self._step("one decides, the same person cannot confirm, another one does"):
            self._decision()
        with self._step("four workers run where WORKERS says so"):
            printed(self.installation.compose("up", "--detach", "--no-build", environment={"WORKERS": "4"}))
            self._until(lambda: self._healthy() and len(self._of("worker")) == 4)
        self._kills()
        self._stops_and_copies()
        self._units()
        self._once_more()

    def _kills(self) -> None:
        for service in ("temporal", "postgres"):
            with self._step(f"kill -9 of {service}: answered again, cases and records agree"):
                self._kill(service)
                self._agreed()

    def _stops_and_copies(self) -> None:
        with self._step("a worker stopped by SIGTERM ends with 0"):
            [worker, *_] = self.installation.containers("worker")
            self.installation.docker.checked("docker", "stop", worker)
            self._must(self._inspected(worker)["State"]["ExitCode"] == 0)
        with self._step("a copy of the records is made"):
            copy = self.installation.compose("run", "--rm", "--no-TTY", "--no-deps", "backup")
            self._must(copy.returncode == 0 and copy.stdout.startswith(b"PGDMP"))

    def _units(self) -> None:
        with self._step("a machine without containers is made, with the units of systemd"):
            machine = unit_trial.machine_made(self.installation, self.installation.folder.parent)
        with self._step("its units start, are confined, come back after kill -9, stop with 0"):
            for fault in unit_trial.broken(machine):
                raise BrokenPromise(fault)
            machine.removed()

    def _once_more(self) -> None:
        with self._step("down; the volumes stay"):
            self.installation.checked("--profile", "commands", "down")
        self._up("up again with them")
        with self._step("the records are whole, cases and records agree, every case is there"):
            self._agreed()
            self._must(self._listed() == self.taken)
        with self._step("down with the volumes"):
            self.installation.checked("--profile", "commands", "down", "--volumes")

    def _up(self, name: str) -> None:
        with self._step(name):
            self.installation.checked("up", "--detach", "--no-build")
            self._until(self._healthy)

    def _healthy(self) -> bool:
        states = [self._inspected(each)["State"] for name in KEEPS_RUNNING for each in self._of(name)]
        return len(states) > len(KEEPS_RUNNING) and all(state["Health"]["Status"] == "healthy" for state in states)

    def _confined(self) -> None:
        for container in (*self._of("worker"), *self._of("web")):
            said = self._inspected(container)
            process = f"/proc/{said['State']['Pid']}/status"
            status = dict(line.split(":\t", 1) for line in self._checked("cat", process).splitlines() if ":\t" in line)
            self._must(int(status["CapEff"], 16) == 0 and status["NoNewPrivs"] == "1")
            self._must(status["Uid"].split()[1] == "10001" and said["HostConfig"]["ReadonlyRootfs"])

    def _reaches_temporal(self, *options: str) -> bool:
        """Whether the tools of operators reach Temporal's server."""
        health = "temporal operator cluster health"
        return self._compose("run", "--rm", "--no-TTY", "--no-deps", *options, "temporal-namespace", health)

    def _samples(self) -> None:
        said = self.installation.tawasul("operator", "submit", "-", "--json", stdin=SAMPLES.read_bytes())
        receipts = [json.loads(line) for line in printed(said).splitlines()]
        self.taken = {receipt["reference"] for receipt in receipts}
        self._must(len(self.taken) == 22)

    def _decision(self) -> None:
        self._until(lambda: bool(self._of_inbox()))
        reference = self._of_inbox()[0]
        reply = ("--reason", "note_removed", "--reply-template", "condolence_resolved", "--yes")
        officer, supervisor = people.OFFICER, people.SUPERVISOR
        for command in (("claim", reference), ("approve", reference, *reply)):
            printed(self.installation.tawasul("desk", *command, "--as", officer, home=officer))
        refused = self.installation.tawasul("desk", "confirm", reference, "--as", officer, home=officer)
        self._must(refused.returncode == ExitCode.NOT_ALLOWED and b"same_person" in refused.stdout + refused.stderr)
        printed(self.installation.tawasul("desk", "confirm", reference, "--as", supervisor, home=supervisor))

    def _of_inbox(self) -> list[str]:
        waiting = self._desk("inbox", "--as", people.OFFICER, home=people.OFFICER)
        return [each["reference"] for each in waiting["unassigned"] if each["priority"] == URGENCY]

    def _listed(self) -> set[str]:
        found = self._desk("cases", "--why", "the trial", *people.BY_DIRECTOR, home=people.DIRECTOR)
        return {each["reference"] for each in found["requests"]}

    def _desk(self, *arguments: str, home: str) -> Any:
        return self.installation.data("desk", *arguments, home=home)

    def _kill(self, service: str) -> None:
        """End the first process of a container as a crash does; its engine starts it again."""
        [container] = self._of(service)
        before = self._inspected(container)
        self._checked("sh", "-c", f"kill -9 {before['State']['Pid']}")
        self._until(lambda: self._inspected(container)["RestartCount"] > before["RestartCount"])

    def _agreed(self) -> None:
        """Cases and records agree, which needs every server and a worker; and the records are whole."""
        self._until(lambda: self.installation.tawasul("operator", "reconcile").returncode == ExitCode.DONE)
        printed(self.installation.tawasul("desk", "audit", "verify"))

    def _compose(self, *arguments: str) -> bool:
        return self.installation.compose(*arguments).returncode == 0

    def _of(self, service: str) -> list[str]:
        return self.installation.containers(service)

    def _checked(self, *command: str) -> str:
        return self.installation.docker.checked(*command)

    def _inspected(self, container: str) -> dict[str, Any]:
        found: list[dict[str, Any]] = json.loads(self._checked("docker", "inspect", container))
        return found[0]

    def _must(self, kept: bool) -> None:
        if not kept:
            raise BrokenPromise

    def _until(self, true: Callable[[], bool]) -> None:
        until = time.monotonic() + WITHIN
        while not true():
            self._must(time.monotonic() < until)
            time.sleep(0.5)

    @contextmanager
    def _step(self, name: str) -> Iterator[None]:
        begun = time.monotonic()
        try:
            yield
        except BrokenPromise as broken:
            raise BrokenPromise(f"{name}: {broken}") from None
        except TimeoutError:
            raise BrokenPromise(f"{name}: not in time") from None
        self.announce(f"{time.monotonic() - begun:6.1f} s  {name}")
