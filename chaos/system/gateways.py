"""The far sides of the channels, as a process: a mail server, an SMS gateway and a portal that misbehave on order.

    python -m chaos.system.gateways FOLDER --seed 7 --http 15001 --smtp 15002

Orders stand in the folder, in `faults.json`, and count from the next message on. Every message that was accepted is a
line of `accepted.jsonl`, written before its sender hears of it. How a far side treats the n-th try of a key depends on
the seed, the key and n alone.
"""

import argparse
import asyncio
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
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP

from chaos.workload.seeded import dice
from models.codes import Channel

FAULTS, ACCEPTED = "faults.json", "accepted.jsonl"

SILENCE = 12.0
"""Seconds of a far side that hangs: longer than its senders wait."""

_PATHS = {"/sms": (Channel.SMS, "idempotency-key"), "/portal": (Channel.PORTAL, "webhook-id")}


@dataclass(frozen=True)
class Faults:
    """How often a far side takes a message and loses the acknowledgement, says «not now», or keeps silent."""

    lose: float = 0.0
    unavailable: float = 0.0
    hang: float = 0.0
    dead: bool = False
    """It closes every connection without a word."""


WELL = Faults()
UNRELIABLE = Faults(lose=0.10, unavailable=0.05, hang=0.02)
DEAD = Faults(dead=True)


class Treatment(StrEnum):
    """What happens to one try."""

    ACCEPT = "accept"
    LOSE = "lose"
    UNAVAILABLE = "unavailable"
    HANG = "hang"
    DEAD = "dead"


def order(folder: Path, faults: Mapping[Channel, Faults]) -> None:
    """Say how the far sides behave from now on; those not named behave well."""
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / f"{FAULTS}.new"
    unfinished.write_text(json.dumps({channel: asdict(each) for channel, each in faults.items()}))
    unfinished.replace(folder / FAULTS)


class FarSides:
    """The three of them, over one list of what they accepted."""

    def __init__(self, folder: Path, seed: int) -> None:
        self._folder, self._seed = folder, seed
        self._tries: Counter[str] = Counter()
        self._out = (folder / ACCEPTED).open("a", encoding="utf-8")

    async def treat(self, channel: Channel, key: str, body: bytes) -> Treatment:
        """Decide what happens to a try, and note the message when it is accepted. A silence is waited out here."""
        treatment = self._choose(channel, key)
        if treatment in (Treatment.ACCEPT, Treatment.LOSE):
            accepted = {"channel": channel, "key": key, "sha256": hashlib.sha256(body).hexdigest()}
            self._out.write(json.dumps({**accepted, "at": datetime.now(UTC).isoformat()}) + "\n")
            self._out.flush()
        if treatment is Treatment.HANG:
            await asyncio.sleep(SILENCE)
        return treatment

    def is_dead(self, channel: Channel) -> bool:
        """Whether the side is ordered to be dead."""
        return self._faults(channel).dead

    def _choose(self, channel: Channel, key: str) -> Treatment:
        faults = self._faults(channel)
        if faults.dead:
            return Treatment.DEAD
        self._tries[key] += 1
        drawn = dice(self._seed, channel, key, self._tries[key]).random()
        for share, treatment in (
            (faults.lose, Treatment.LOSE),
            (faults.unavailable, Treatment.UNAVAILABLE),
            (faults.hang, Treatment.HANG),
        ):
            if drawn < share:
                return treatment
            drawn -= share
        return Treatment.ACCEPT

    def _faults(self, channel: Channel) -> Faults:
        try:
            ordered = json.loads((self._folder / FAULTS).read_text())
        except FileNotFoundError:
            return WELL
        return Faults(**ordered.get(channel, {}))

    # -- HTTP: the SMS gateway and the portal ------------------------------------------------------------------------

    async def serve_http(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection: messages until its sender leaves or one of them is treated badly."""
        try:
            while await self._answer(reader, writer):
                pass
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.transport.abort()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        path, headers = _head(await reader.readuntil(b"\r\n\r\n"))
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        channel, name = _PATHS[path]
        match await self.treat(channel, headers[name], body):
            case Treatment.ACCEPT:
                status = "200 OK"
            case Treatment.UNAVAILABLE:
                status = "503 Service Unavailable"
            case _:
                return False
        writer.write(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n".encode())
        await writer.drain()
        return True

    # -- mail --------------------------------------------------------------------------------------------------------

    async def handle_EHLO(self, server: Any, session: Any, envelope: Any, host: str, answers: list[str]) -> list[str]:
        """A dead relay does not even greet."""
        session.host_name = host
        if self.is_dead(Channel.EMAIL):
            server.transport.abort()
        return answers

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """One mail; its key is the local part of its Message-ID."""
        key = str(message_from_bytes(envelope.content)["Message-ID"]).strip("<> ").partition("@")[0].replace(".", ":")
        treatment = await self.treat(Channel.EMAIL, key, envelope.content)
        if treatment is Treatment.UNAVAILABLE:
            return "451 not now"
        if treatment is not Treatment.ACCEPT:
            server.transport.abort()
        return "250 taken"


def _head(head: bytes) -> tuple[str, dict[str, str]]:
    """The path and the headers, their names in small letters."""
    first, *lines = head.decode("latin-1").rstrip().split("\r\n")
    pairs = (line.partition(":") for line in lines)
    return first.split(" ")[1], {name.strip().lower(): value.strip() for name, _, value in pairs}


async def serve(folder: Path, seed: int, http: int, smtp: int) -> None:
    """Serve until SIGTERM."""
    far, loop, stop = FarSides(folder, seed), asyncio.get_running_loop(), asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    async with (
        await asyncio.start_server(far.serve_http, "127.0.0.1", http),
        await loop.create_server(lambda: SMTP(far, hostname="localhost"), "127.0.0.1", smtp),
    ):
        print("far sides ready", flush=True)
        await stop.wait()
    os._exit(0)  # connections that hang are nobody's loss


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
