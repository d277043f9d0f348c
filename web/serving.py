"""The process of the HTTP interface: one server on one address, which ends within seconds of SIGTERM."""

import asyncio
import logging
import sys

import uvicorn

import settings
from errors import TawasulError, WrongUsage
from web.app import application
from web.backend import Backend
from web.logs import log_as_json
from workarounds.process_exit import end_process

log = logging.getLogger("web")

LINGERS = 3
"""Seconds for which calls and open streams go on after SIGTERM: without a limit a stream keeps the process alive."""
LONGEST_HEAD = 32 * 1024
"""Bytes of the head of one call."""


def server(backend: Backend, host: str, port: int) -> uvicorn.Server:
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
    return uvicorn.Server(config)


def place_of(config: settings.Settings) -> tuple[str, int]:
    """Host and port of the settings. Raises WrongUsage."""
    host, colon, port = config.web.rpartition(":")
    if not (colon and host and port.isdecimal() and int(port) < 65_536):
        raise WrongUsage(f"TAWASUL_WEB is «{config.web}»: write it as HOST:PORT")
    return host.strip("[]"), int(port)


def run(config: settings.Settings) -> None:
    """Serve until SIGTERM or Ctrl-C. Raises WrongUsage."""
    log_as_json()
    host, port = place_of(config)
    serving = server(Backend.of(config), host, port)
    log.info("listening", extra={"host": host, "port": port})
    asyncio.run(serving.serve())
    log.info("stopped")


def main() -> None:
    """The process that the embedded stack and containers start."""
    try:
        run(settings.load())
    except TawasulError as error:
        print(f"web: {error.code}: {error.detail}", file=sys.stderr)
        end_process(1)
    except KeyboardInterrupt:
        pass
    end_process(0)
