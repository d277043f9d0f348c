"""The links between the components, and the fault proxies through which a trial may lead them."""

from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import ExitStack
from enum import StrEnum

from chaos.faults.proxy import FaultProxy, LinkFaults


class Link(StrEnum):
    """A link on which faults can be injected."""

    WORKER_TEMPORAL = "worker-temporal"
    WORKER_POSTGRES = "worker-postgres"
    WORKER_GATEWAYS = "worker-gateways"
    CLIENT_TEMPORAL = "client-temporal"


VARIABLES = {
    Link.WORKER_TEMPORAL: ("TEMPORAL_ADDRESS",),
    Link.WORKER_POSTGRES: ("TAWASUL_DATABASE_URL",),
    Link.WORKER_GATEWAYS: ("TAWASUL_SMS_URL", "TAWASUL_PORTAL_URL", "TAWASUL_SMTP_URL"),
    Link.CLIENT_TEMPORAL: ("TEMPORAL_ADDRESS",),
}
"""The variables of the environment that hold the addresses of a link."""


class ProxiedLinks:
    """The links that lead through fault proxies, from `start` to `stop`."""

    def __init__(self, links: Collection[Link]) -> None:
        self._links = links
        self._proxies: dict[Link, list[FaultProxy]] = {}
        self._running = ExitStack()

    def start(self, ports: Callable[[Link], Iterable[int]]) -> None:
        """Start a proxy for each port of each link."""
        for link in self._links:
            self._proxies[link] = [self._running.enter_context(FaultProxy(port)) for port in ports(link)]

    def stop(self) -> None:
        """Stop all proxies."""
        self._running.close()

    def set_faults(self, link: Link, faults: LinkFaults) -> None:
        """Set the faults of a link from now on. Raises KeyError when it has no proxy."""
        for proxy in self._proxies[link]:
            proxy.faults = faults

    def affected(self, link: Link) -> int:
        """How many connections and chunks of data the present faults of a link have affected."""
        return sum(proxy.affected for proxy in self._proxies[link])

    def routed(self, environment: Mapping[str, str], *links: Link) -> dict[str, str]:
        """An environment in which some links lead through their proxies, if they have any."""
        changed = dict(environment)
        for link in links:
            for proxy in self._proxies.get(link, ()):
                for variable in VARIABLES[link]:
                    direct, proxied = f"127.0.0.1:{proxy.target}", f"127.0.0.1:{proxy.port}"
                    changed[variable] = changed[variable].replace(direct, proxied)
        return changed
