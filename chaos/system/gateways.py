"""The fake gateways as a process: a mail relay, an SMS gateway and a portal with injected faults.

    python -m chaos.system.gateways FOLDER --seed 7 --http 15001 --smtp 15002

The faults are in the folder, in `faults.json`, and take effect from the next message on. Every message that is accepted
is a line of `accepted.jsonl`, written before its sender gets an answer. How the n-th try of a key is treated depends on
the seed, the key and n alone.
"""

import argparse
import asyncio
import base64
import hashlib
import json
import os
import signal
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP

from chaos.seeded import seeded_random
from chaos.system.http_server import HttpAnswer, HttpRequest, serve_connection
from models.codes import Channel

FAULTS, ACCEPTED = "faults.json", "accepted.jsonl"
READY = "gateways ready"

SILENCE = 12.0
"""Seconds for which a gateway hangs: longer than its senders wait."""

_PROOFS = ("idempotency-key", "webhook-id", "webhook-timestamp", "webhook-signature", "content-type", "rcpt-to")
"""The headers of a message that are logged with it, and of a mail the recipients named to the relay."""

_PATHS = {"/sms": (Channel.SMS, "idempotency-key"), "/portal": (Channel.PORTAL, "webhook-id")}
"""By path: the channel, and the header with the key of the notice."""


@dataclass(frozen=True)
class GatewayFaults:
    """The shares of messages that are accepted without an acknowledgement, refused with «not now», or left hanging."""

    lose: float = 0.0
    unavailable: float = 0.0
    hang: float = 0.0
    dead: bool = False
    """Every connection is closed without an answer."""


NO_FAULTS = GatewayFaults()
UNRELIABLE = GatewayFaults(lose=0.10, unavailable=0.05, hang=0.02)
DEAD = GatewayFaults(dead=True)


class Treatment(StrEnum):
    """What happens to one try."""

    ACCEPT = "accept"
    LOSE = "lose"
    UNAVAILABLE = "unavailable"
    HANG = "hang"
    DEAD = "dead"


def set_faults(folder: Path, faults: Mapping[Channel, GatewayFaults]) -> None:
    """Set the faults of the gateways from now on; those not named have none."""
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / f"{FAULTS}.new"
    unfinished.write_text(json.dumps({channel: asdict(each) for channel, each in faults.items()}))
    unfinished.replace(folder / FAULTS)


class FakeGateways:
    """The gateways of all channels, with one list of the messages they accepted."""

    def __init__(self, folder: Path, seed: int) -> None:
        self._folder, self._seed = folder, seed
        self._tries: Counter[str] = Counter()
        self._out = (folder / ACCEPTED).open("a", encoding="utf-8")

    async def treat(
        self, channel: Channel, key: str, body: bytes, headers: Mapping[str, str] | None = None
    ) -> Treatment:
        """Decide what happens to a try, and note the message when it is accepted. A hang is waited out here."""
        treatment = self._choose(channel, key)
        if treatment in (Treatment.ACCEPT, Treatment.LOSE):
            self._note(channel, key, body, headers or {})
        if treatment is Treatment.HANG:
            await asyncio.sleep(SILENCE)
        return treatment

    def _note(self, channel: Channel, key: str, body: bytes, headers: Mapping[str, str]) -> None:
        accepted = {"channel": channel, "key": key, "sha256": hashlib.sha256(body).hexdigest()}
        sent = {"body": base64.b64encode(body).decode(), "headers": {k: v for k, v in headers.items() if k in _PROOFS}}
        self._out.write(json.dumps({**accepted, "at": datetime.now(UTC).isoformat(), **sent}) + "\n")
        self._out.flush()

    async def respond(self, request: HttpRequest) -> HttpAnswer | None:
        """The answer of the SMS gateway or the portal to one message."""
        channel, header = _PATHS[request.path]
        match await self.treat(channel, request.headers[header], request.body, request.headers):
            case Treatment.ACCEPT:
                return HttpAnswer(200)
            case Treatment.UNAVAILABLE:
                return HttpAnswer(503)
            case _:
                return None

    async def handle_EHLO(self, server: Any, session: Any, envelope: Any, host: str, answers: list[str]) -> list[str]:
        """The greeting of the mail relay; a dead one closes the connection."""
        session.host_name = host
        if self._faults(Channel.EMAIL).dead:
            server.transport.abort()
        return answers

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """The answer of the mail relay to one mail; its key is the local part of its Message-ID."""
        key = str(message_from_bytes(envelope.content)["Message-ID"]).strip("<> ").partition("@")[0].replace(".", ":")
        to = {"rcpt-to": ",".join(envelope.rcpt_tos)}
        treatment = await self.treat(Channel.EMAIL, key, envelope.content, to)
        if treatment is Treatment.UNAVAILABLE:
            return "451 not now"
        if treatment is not Treatment.ACCEPT:
            server.transport.abort()
        return "250 taken"

    def _choose(self, channel: Channel, key: str) -> Treatment:
        faults = self._faults(channel)
        if faults.dead:
            return Treatment.DEAD
        self._tries[key] += 1
        drawn = seeded_random(self._seed, channel, key, self._tries[key]).random()
        for share, treatment in (
            (faults.lose, Treatment.LOSE),
            (faults.unavailable, Treatment.UNAVAILABLE),
            (faults.hang, Treatment.HANG),
        ):
            if drawn < share:
                return treatment
            drawn -= share
        return Treatment.ACCEPT

    def _faults(self, channel: Channel) -> GatewayFaults:
        try:
            faults = json.loads((self._folder / FAULTS).read_text())
        except FileNotFoundError:
            return NO_FAULTS
        return GatewayFaults(**faults.get(channel, {}))


async def serve(folder: Path, seed: int, http: int, smtp: int) -> None:
    """Serve until SIGTERM."""
    gateways, loop, stop = FakeGateways(folder, seed), asyncio.get_running_loop(), asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    async with (
        await asyncio.start_server(partial(serve_connection, gateways.respond), "127.0.0.1", http),
        await loop.create_server(lambda: SMTP(gateways, hostname="localhost"), "127.0.0.1", smtp),
    ):
        print(READY, flush=True)
        await stop.wait()
    os._exit(0)  # connections that hang need not be waited for


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    for name in ("--seed", "--http", "--smtp"):
        parser.add_argument(name, type=int, required=True)
    options = parser.parse_args()
    asyncio.run(serve(options.folder, options.seed, options.http, options.smtp))


if __name__ == "__main__":
    main()
