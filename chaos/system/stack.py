"""The system under test: every component a process of its own that can be killed, paused and started again.

    with StackUnderTest(Path(folder), seed=7, workers=2) as stack:
        stack.kill("temporal")
        stack.start("temporal")

Components: `temporal` (of a cluster `temporal-history-1` …), `postgres`, `gateways`, `worker-1` …, and those that
`add_client` adds. Ports stay the same for
as long as the stack lives. A component that dies by itself is started again, and its exit code is in `deaths`.
"""

import resource
import signal
import sys
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from chaos.faults.nemesis import component_of
from chaos.system.component import StackProcess
from chaos.system.engines import engine_of_trials
from chaos.system.gateway_setup import GatewaySetup
from chaos.system.gateways import READY, GatewayFaults
from chaos.system.links import Link, ProxiedLinks
from chaos.system.packs import DIRECTOR, add_staff, trial_packs
from settings import PROJECT
from stack import DATA, STOP_SIGNALS, TIME_SKIPPING, EmbeddedStack
from stack.ports import answers
from stack.process import wait_until

DRAIN_SECONDS = 3
"""How long a worker that is asked to stop lets running work finish."""


class StackUnderTest(EmbeddedStack):
    """The embedded stack with several workers and fake gateways, whose components a trial may kill and pause.

    Links of `proxied` lead through fault proxies. `disks` are folders for the data of servers, where these are not to
    lie in the home. The watchdog looks every so many seconds (`look_every`), or not at all.
    """

    def __init__(
        self,
        home: Path,
        *,
        seed: int,
        workers: int = 2,
        proxied: Collection[Link] = (),
        disks: Mapping[str, Path] | None = None,
        watched: bool = True,
        look_every: float | None = None,
        extra_dynamic_config: Sequence[str] = (),
    ) -> None:
        engine = engine_of_trials((*TIME_SKIPPING, *extra_dynamic_config))
        super().__init__(home, worker=True, engine=engine)
        seconds = look_every if watched else 0
        self._watchdog = {} if seconds is None else {"TAWASUL_WATCHDOG_SECONDS": str(seconds)}
        self.seed, self.links = seed, ProxiedLinks(proxied)
        self._count, self._disks = workers, dict(disks or {})
        self._gateways = GatewaySetup(self.home / "gateways")
        self._core_limits = resource.getrlimit(resource.RLIMIT_CORE)
        self._policies = self.home / "policies"
        if not self._policies.exists():
            trial_packs(self._policies)

    @property
    def components(self) -> Mapping[str, StackProcess]:
        """Every component by name."""
        return {each.name: each for each in self._processes if isinstance(each, StackProcess)}

    @property
    def deaths(self) -> dict[str, list[int]]:
        """Exit codes of the components that died by themselves."""
        return {name: each.deaths for name, each in self.components.items() if each.deaths}

    def named(self, name: str) -> list[StackProcess]:
        """The component of a name; for `temporal`, where that is several processes, all of them."""
        found = self.components.get(name)
        return [found] if found else [each for each in self.components.values() if component_of(each.name) == name]

    def kill(self, name: str) -> None:
        """Kill -9; it stays down until `start`."""
        for each in self.named(name):
            each.kill()

    def end(self, name: str) -> None:
        """Stop it as an operator would; it stays down until `start`."""
        for each in self.named(name):
            each.end()

    def start(self, name: str) -> None:
        """Let it run again, without waiting until it is ready."""
        for each in self.named(name):
            each.start()

    def set_gateway_faults(self, **faults: GatewayFaults) -> None:
        """Set the faults of the gateways from now on: `email=`, `sms=`, `portal=`; the others have none."""
        self._gateways.set_faults(**faults)

    def add_worker(self, name: str, *, cwd: Path = PROJECT, **variables: str) -> StackProcess:
        """One more worker, without waiting until it is ready; `cwd` is the folder of its code."""
        command = [sys.executable, "-m", "worker"]
        environment = self.worker_environment
        if environment["TEMPORAL_ADDRESS"] == self.temporal_address:  # and not that of a proxy
            number = len(self.named("worker"))
            environment |= self._engine.environment_of_worker(self, number)
        return self._component(name, command, environment | variables, cwd=cwd)

    def add_client(self, name: str, command: Sequence[str]) -> StackProcess:
        """One more client, which is done when it exits with 0; until then it is started again."""
        return self._component(name, command, self.client_environment, once=True)

    def add_web(self) -> str:
        """Start the HTTP interface, which lets one caller call as often as they can; gives its address."""
        command, own = [sys.executable, "-m", "web"], {"TAWASUL_WEB_CALLS_PER_SECOND": "1000"}
        web = self._component("web", command, self._web_environment | own)
        wait_until(lambda: answers(self._ports["web"]), web)
        return f"http://{self._web}"

    def data_of(self, server: str) -> Path:
        """Where a server keeps its data: on its disk, if it has one of its own."""
        return self._disks.get(server, self.home) / DATA[server]

    @property
    def superuser_url(self) -> str:
        """The records, bypassing constraints and grants."""
        return self._url("postgres", self._secrets["superuser"])

    @property
    def policies(self) -> Path:
        """The folder of the policy packs."""
        return self._policies

    @property
    def portal_secret(self) -> str:
        """The secret by which the messages to the portal are signed."""
        return self._gateways.portal_secret

    @property
    def accepted(self) -> Path:
        """The log of the messages that the gateways accepted."""
        return self._gateways.accepted

    @property
    def environment(self) -> dict[str, str]:
        """The environment of commands and workers, whose links lead through no proxy."""
        own = {
            "TAWASUL_POLICIES": str(self._policies),
            "TAWASUL_NOTICES_PER_SECOND": "200",
            "TAWASUL_DRAIN_SECONDS": str(DRAIN_SECONDS),
            "PYTHONDONTWRITEBYTECODE": "",
            "TAWASUL_STAFF": DIRECTOR.id,
            **self._watchdog,
        }
        return super().environment | self._gateways.environment | own

    @property
    def worker_environment(self) -> dict[str, str]:
        """The environment of a worker, whose links lead through the proxies they have."""
        links = (Link.WORKER_TEMPORAL, Link.WORKER_POSTGRES, Link.WORKER_GATEWAYS)
        return self.links.routed(super().worker_environment, *links)

    @property
    def client_environment(self) -> dict[str, str]:
        """The environment of a client, whose link leads through a proxy if it has one."""
        return self.links.routed(self.environment, Link.CLIENT_TEMPORAL)

    def up(self) -> None:
        """Start everything. No process of the stack leaves a core file."""
        resource.setrlimit(resource.RLIMIT_CORE, (0, self._core_limits[1]))
        super().up()

    def down(self) -> None:
        """Stop everything."""
        super().down()
        self.links.stop()
        resource.setrlimit(resource.RLIMIT_CORE, self._core_limits)

    def _start_worker(self) -> None:
        """Add the staff; start gateways, proxies and workers."""
        add_staff(self.admin_url)
        self._start_gateways()
        self.links.start(self._ports_of)
        for number in range(1, self._count + 1):
            self.add_worker(f"worker-{number}")
        self.wait_for_workers(seconds=20)

    def _start_gateways(self) -> None:
        self.set_gateway_faults()
        gateways = self._component("gateways", self._gateways.command(self.seed), self.environment)
        wait_until(lambda: READY in gateways.log.read_text(), gateways)

    def _ports_of(self, link: Link) -> tuple[int, ...]:
        match link:
            case Link.WORKER_POSTGRES:
                return (self._ports["postgres"],)
            case Link.WORKER_GATEWAYS:
                return self._gateways.ports
            case _:
                return (self._ports["temporal"],)

    def keep(
        self, name: str, command: Sequence[str], env: Mapping[str, str], *, cwd: Path | None = None
    ) -> StackProcess:
        """Start a component, which a trial may kill and pause."""
        return self._component(name, command, env, cwd=cwd)

    def _component(
        self,
        name: str,
        command: Sequence[str],
        env: Mapping[str, str],
        *,
        cwd: Path | None = PROJECT,
        once: bool = False,
    ) -> StackProcess:
        component = StackProcess(
            name,
            command,
            log=self.home / f"{name}.log",
            env=env,
            changed=self._write,
            announce=self.announce,
            stop_signal=STOP_SIGNALS.get(name, signal.SIGTERM),
            cwd=cwd,
            once=once,
        )
        self._processes.append(component)
        self._write()
        return component
