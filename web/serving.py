"""The process of the HTTP interface: one server on one address, which ends within seconds of SIGTERM."""

import asyncio
import logging
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import uvicorn

import settings
from errors import TawasulError, WrongUsage
from web.app import application
from web.backend import Backend
from web.logs import log_as_json
from workarounds.process_exit import end_process

log = logging.getLogger("web")

LINGERS = 3
"""Seconds for which calls go on after SIGTERM. Without a limit one that is open keeps the process alive."""
LONGEST_HEAD = 32 * 1024
"""Bytes of the head of one call."""
SIGNALS = (signal.SIGTERM, signal.SIGINT)


class WebServer(uvicorn.Server):
    """A server that has open streams end with it, and leaves signals to who runs it: its own would be raised again at
    the end, and the process would seem to have been killed."""

    def __init__(self, backend: Backend, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._backend = backend

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Take no new call, end the streams, and give the calls that are open a while."""
        self._backend.stopping.set()
        super().handle_exit(sig, frame)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End what is open, and then the connections to the records."""
        await super().shutdown(sockets)
        self._backend.pool.close()


def server(backend: Backend, host: str, port: int) -> WebServer:
    """The server of an address, not running yet. It believes no header about who called, and names no product."""
    config = uvicorn.Config(
        application(backend),
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        ws="none",
        timeout_graceful_shutdown=LINGERS,
        h11_max_incomplete_event_size=LONGEST_HEAD,
    )
    return WebServer(backend, config)


def place_of(config: settings.Settings) -> tuple[str, int]:
    """Host and port of the settings. Raises WrongUsage."""
    host, colon, port = config.web.rpartition(":")
    if not (colon and host and port.isdecimal() and int(port) < 65_536):
        raise WrongUsage(f"TAWASUL_WEB is «{config.web}»: write it as HOST:PORT")
    return host.strip("[]"), int(port)


async def _serve(config: settings.Settings) -> None:
    host, port = place_of(config)
    backend, loop = Backend.of(config), asyncio.get_running_loop()
    serving = server(backend, host, port)
    for number in SIGNALS:
        loop.add_signal_handler(number, serving.handle_exit, number, None)
    log.info("listening", extra={"host": host, "port": port})
    await serving.serve()
    await asyncio.to_thread(backend.telemetry.end)
    log.info("stopped")


def run(config: settings.Settings) -> None:
    """Serve until SIGTERM or Ctrl-C. Raises WrongUsage."""
    log_as_json()
    asyncio.run(_serve(config))


def main() -> None:
    """The process that the embedded stack and containers start."""
    code = 0
    try:
        run(settings.load())
    except TawasulError as error:
        print(f"web: {error.code}: {error.detail}", file=sys.stderr)
        code = 1
    end_process(code)
