"""The stack under test: every part a process of its own, which dies, stands still and comes back on order.

    with StackUnderTest(Path(folder), seed=7, workers=2) as stack:
        stack.kill("temporal")
        stack.start("temporal")

Parts: `temporal`, `postgres`, `farsides`, `worker-1` … and what `add_client` adds. Ports stay the same for as long as
the stack lives. A part that dies without an order is started again, and its exit code is in `deaths`.
"""

import resource
import secrets
import signal
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path

from chaos.faults.proxy import FaultProxy, LinkFaults
from chaos.system.component import Component
from chaos.system.gateways import ACCEPTED, Faults, order
from chaos.system.packs import packs_for_trial, take_on_people
from models.codes import Channel
from settings import PROJECT
from stack import DATA, STOP_SIGNALS, EmbeddedStack
from stack.ports import free_port
from stack.process import wait_until

DRAIN_SECONDS = 3
"""How long a worker that is asked to stop lets running work finish."""


class Link(StrEnum):
    """The ways between the parts that can be led through a fault proxy."""

    WORKER_TEMPORAL = "worker-temporal"
    WORKER_POSTGRES = "worker-postgres"
    WORKER_GATEWAYS = "worker-gateways"
    CLIENT_TEMPORAL = "client-temporal"


class StackUnderTest(EmbeddedStack):
    """The embedded stack with several workers and far sides, whose parts are at the mercy of a trial.

    `disks` are folders for the data of servers, where these are not to lie in the home.
    """

    def __init__(
        self,
        home: Path,
        *,
        seed: int,
        workers: int = 2,
        proxied: Collection[Link] = (),
        disks: Mapping[str, Path] | None = None,
        extra_dynamic_config: Sequence[str] = (),
        worker_variables: Mapping[str, str] | None = None,
        announce: Callable[[str], None] = lambda line: None,
    ) -> None:
        super().__init__(home, worker=True, extra_dynamic_config=extra_dynamic_config, announce=announce)
        self.seed, self._disks = seed, dict(disks or {})
        self._count, self._proxied, self._worker_variables = workers, proxied, dict(worker_variables or {})
        self._far, self._http, self._smtp = self.home / "farsides", free_port(), free_port()
        self._portal_secret = f"whsec_{secrets.token_hex(16)}"
        self._proxies: dict[Link, list[FaultProxy]] = {}
        self._closing = ExitStack()
        self._policies = self.home / "policies"
        if not self._policies.exists():
            packs_for_trial(self._policies)

    # -- what a trial does to the parts ------------------------------------------------------------------------------

    @property
    def parts(self) -> Mapping[str, Component]:
        """Every part by name."""
        return {part.name: part for part in self._processes if isinstance(part, Component)}

    @property
    def deaths(self) -> dict[str, list[int]]:
        """Exit codes of deaths that nobody ordered, by part."""
        return {name: part.deaths for name, part in self.parts.items() if part.deaths}

    def kill(self, name: str) -> None:
        """Kill -9; it stays down until `start`."""
        self.parts[name].kill()

    def end(self, name: str) -> None:
        """Stop it as an operator would; it stays down until `start`."""
        self.parts[name].end()

    def start(self, name: str) -> None:
        """Let it run again. It is not waited for."""
        self.parts[name].start()

    def pause(self, name: str) -> None:
        """Let it stand still (SIGSTOP)."""
        self.parts[name].pause()

    def resume(self, name: str) -> None:
        """Let it go on (SIGCONT)."""
        self.parts[name].resume()

    def order(self, **faults: Faults) -> None:
        """Say how the far sides behave from now on: `email=`, `sms=`, `portal=`; the others behave well."""
        order(self._far, {Channel(name): each for name, each in faults.items()})

    def fault(self, link: Link, faults: LinkFaults) -> None:
        """Say how a link behaves from now on. It must be one of `proxied`."""
        for proxy in self._proxies[link]:
            proxy.faults = faults

    def met(self, link: Link) -> int:
        """How often a connection or a piece of data was touched by what is ordered for a link now."""
        return sum(proxy.met for proxy in self._proxies[link])

    def add_worker(self, name: str, *, cwd: Path = PROJECT, **variables: str) -> Component:
        """One more worker; `cwd` is where its code is. It is not waited for."""
        command = [sys.executable, "-m", "worker"]
        return self._component(name, command, self.worker_environment | variables, cwd=cwd)

    def add_client(self, name: str, command: Sequence[str]) -> Component:
        """One more client, done when it exits with 0; until then it is started again."""
        return self._component(name, command, self.client_environment, once=True)

    # -- where everything is -----------------------------------------------------------------------------------------

    def data_of(self, server: str) -> Path:
        """Where a server keeps its data: on its disk, if it has one of its own."""
        return self._disks.get(server, self.home) / DATA[server]

    @property
    def superuser_url(self) -> str:
        """The records past all guards."""
        return self._url("postgres", self._secrets["superuser"])

    @property
    def accepted(self) -> Path:
        """The list of what the far sides accepted."""
        return self._far / ACCEPTED

    @property
    def environment(self) -> dict[str, str]:
        """The environment of commands and workers, past every proxy."""
        gateways = f"http://127.0.0.1:{self._http}"
        return super().environment | {
            "TAWASUL_POLICIES": str(self._policies),
            "TAWASUL_SMTP_URL": f"smtp://127.0.0.1:{self._smtp}?from=tawasul@example.com",
            "TAWASUL_SMS_URL": f"{gateways}/sms",
            "TAWASUL_PORTAL_URL": f"{gateways}/portal",
            "TAWASUL_PORTAL_SECRET": self._portal_secret,
            "TAWASUL_NOTICES_PER_SECOND": "200",
            "TAWASUL_DRAIN_SECONDS": str(DRAIN_SECONDS),
            "PYTHONDONTWRITEBYTECODE": "",
        }

    @property
    def worker_environment(self) -> dict[str, str]:
        """A worker's environment, its links led through the proxies they have."""
        ways = {
            Link.WORKER_TEMPORAL: ("TEMPORAL_ADDRESS",),
            Link.WORKER_POSTGRES: ("TAWASUL_DATABASE_URL",),
            Link.WORKER_GATEWAYS: ("TAWASUL_SMS_URL", "TAWASUL_PORTAL_URL", "TAWASUL_SMTP_URL"),
        }
        return self._led(ways) | self._worker_variables

    @property
    def client_environment(self) -> dict[str, str]:
        """A client's environment, its link led through a proxy if it has one."""
        return self._led({Link.CLIENT_TEMPORAL: ("TEMPORAL_ADDRESS",)})

    def _led(self, ways: Mapping[Link, Sequence[str]]) -> dict[str, str]:
        environment = self.environment
        for link, variables in ways.items():
            for proxy in self._proxies.get(link, ()):
                for variable in variables:
                    direct, led = f"127.0.0.1:{proxy.target}", f"127.0.0.1:{proxy.port}"
                    environment[variable] = environment[variable].replace(direct, led)
        return environment

    # -- starting ----------------------------------------------------------------------------------------------------

    def up(self) -> None:
        """Start everything. No process of the stack leaves a core file."""
        limits = resource.getrlimit(resource.RLIMIT_CORE)
        self._closing.callback(resource.setrlimit, resource.RLIMIT_CORE, limits)
        resource.setrlimit(resource.RLIMIT_CORE, (0, limits[1]))
        super().up()

    def down(self) -> None:
        """Stop everything."""
        super().down()
        self._closing.close()

    def _start_worker(self) -> None:
        """The people, the far sides, the proxies and the workers."""
        take_on_people(self.database_url)
        self._start_far_sides()
        for link in self._proxied:
            self._proxies[link] = [self._closing.enter_context(FaultProxy(port)) for port in self._ports_of(link)]
        workers = [self.add_worker(f"worker-{number}") for number in range(1, self._count + 1)]
        for worker in workers:
            wait_until(lambda worker=worker: "worker ready" in worker.log.read_text(), worker)  # type: ignore[misc]

    def _start_far_sides(self) -> None:
        self.order()
        command = [sys.executable, "-m", "chaos.system.gateways", str(self._far), f"--seed={self.seed}"]
        command += [f"--http={self._http}", f"--smtp={self._smtp}"]
        far_sides = self._component("farsides", command, self.environment)
        wait_until(lambda: "ready" in far_sides.log.read_text(), far_sides)

    def _ports_of(self, link: Link) -> tuple[int, ...]:
        match link:
            case Link.WORKER_POSTGRES:
                return (self._ports["postgres"],)
            case Link.WORKER_GATEWAYS:
                return (self._http, self._smtp)
            case _:
                return (self._ports["temporal"],)

    def _keep(self, name: str, command: Sequence[str], *, cwd: Path | None = None) -> Component:
        return self._component(name, command, self.environment, cwd=cwd)

    def _component(
        self,
        name: str,
        command: Sequence[str],
        env: Mapping[str, str],
        *,
        cwd: Path | None = PROJECT,
        once: bool = False,
    ) -> Component:
        component = Component(
            name,
            command,
            log=self.home / f"{name}.log",
            env=env,
            changed=self._write,
            announce=self._announce,
            stop_signal=STOP_SIGNALS.get(name, signal.SIGTERM),
            cwd=cwd,
            once=once,
        )
        self._processes.append(component)
        self._write()
        return component
