"""Sixty strings of persons go through two whole cases, and none of them stands anywhere in the clear."""

import asyncio
import itertools
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import psutil
import pytest

from client import timeline
from models.case.commands import BENEFICIARY
from models.case.events import Noted
from models.intake.request import read_request
from stack.ports import free_port
from tests.support.attackers.leaks import dumped, file_bytes, in_clear
from tests.support.requests import wire_request
from tests.support.servers.gateways import FakeHttpGateway, http_gateway
from tests.support.servers.parts import worker_process
from tests.support.simulation import LAYLA, OMAR, SALMA
from tests.support.system import System, an_iqama, eventually, idle
from tests.support.terminal import tawasul

_LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
FORMED = (
    "سري بن كناري التجريبي",
    "Kanari Sirri Altajribi",
    "+966512347701",
    "kanari.canary@example.com",
    "شاهين بن كناري التجريبي",
    "Shaheen Kanari Altajribi",
    "K77012345",
    "E-CANARY-77",
    "CANARY-REF-771",
)
"""Those that must have a form of their own: names, a mobile, an address, a passport, codes."""


class Seen(NamedTuple):
    """What was seen of a system in which the cases went their whole way."""

    system: System
    secrets: tuple[str, ...]
    places: dict[str, bytes]
    """What stands in each place, as anybody may read it."""


def canaries() -> Iterator[str]:
    """New texts, one after another."""
    for first, second in itertools.product(_LETTERS, repeat=2):
        yield f"كناري{first}{second}سر"


class Texts:
    """The texts that were given out."""

    def __init__(self) -> None:
        self._new, self.given = canaries(), list[str]()

    def __call__(self) -> str:
        """A new text."""
        self.given.append(next(self._new))
        return self.given[-1]


def a_request(text: Texts, number: str, passport: str) -> dict[str, Any]:
    """A request with a canary in every field in which somebody may write."""
    name_ar, name_en, mobile, email, other_ar, other_en, _, code, reference = FORMED
    first = wire_request()
    attempt = {"message_ar": text(), "message_en": text(), "error_code": code, "reference": reference}
    return wire_request(
        id=f"CANARY-{number}",
        applicant={
            **first["applicant"],
            **{"name_ar": name_ar, "name_en": name_en, "id_number": number, "mobile": mobile, "email": email},
        },
        on_behalf_of={"relation": text(), "name_ar": other_ar, "name_en": other_en, "passport_number": passport},
        prior_attempt={**first["prior_attempt"], **attempt},
        context={"place": text(), "remark": text(), "companion": text(), "witness": text()},
        subject_ar=text(),
        subject=text(),
        text_ar=f"{first['text_ar']} {text()}",
        text_en=f"{first['text_en']} {text()}",
        attachments=[{"file_name": f"{text()}.pdf", "kind": "passport_copy", "mime": "application/pdf"} for _ in "123"],
    )


async def whole_life(system: System, reference: str, text: Texts) -> None:
    """Everything that people can write about a case, by everybody who can."""
    do = system.do
    await do(reference, "claim")
    await do(reference, "note", text=text())
    await do(reference, "escalate", note=text())
    await do(reference, "prioritise", SALMA, priority="high", note=text())
    await do(reference, "extend", SALMA, by=25_200, note=text())
    ask: dict[str, Any] = {"reason": "documents_missing", "documents": ("passport_copy",), "reply": {"text": text()}}
    await do(reference, "ask", **ask, questions=(text(), text()), note=text())
    attached = [{"file_name": f"{text()}.pdf", "kind": "passport_copy"} for _ in "12"]
    await do(reference, "reply", BENEFICIARY, text=text(), attachments=attached)
    await do(reference, "release")
    await do(reference, "claim", LAYLA)
    await do(reference, "redirect", LAYLA, team="payments", reason="other_team", note=text())
    officer = OMAR.model_copy(update={"teams": ("payments",)})
    await do(reference, "claim", officer)
    await system.handle(reference).signal("command", {"kind": "note", "text": text(), "actor": text()})
    await system.approve(reference, officer, reply={"text": text()}, note=text())
    await do(reference, "reopen", BENEFICIARY, text=text(), retry_failed=True)
    await do(reference, "claim", officer)
    await do(reference, "reject", officer, reason="window_passed", reply={"text": text()}, note=text())
    await do(reference, "rate", BENEFICIARY, score=2, comment=text())


@pytest.fixture(scope="module")
def collector() -> Iterator[FakeHttpGateway]:
    """Takes the traces of the worker."""
    with http_gateway() as gateway:
        yield gateway


@pytest.fixture(scope="module")
async def seen(tmp_path_factory: pytest.TempPathFactory, collector: FakeHttpGateway) -> AsyncIterator[Seen]:
    """A system of which two cases went their whole way, and everything that lies about of it."""
    folder, text, port = tmp_path_factory.mktemp("canaries"), Texts(), free_port()
    async with idle(folder / "home") as system:
        told = {"TAWASUL_METRICS": f"127.0.0.1:{port}", "TAWASUL_TRACES": collector.url}
        variables = {"TAWASUL_HOME": str(system.config.home)} | told
        async with worker_process(system, folder / "worker.log", **variables) as worker:
            numbers, references = [an_iqama(), an_iqama()], list[str]()
            for number, passport in zip(numbers, (FORMED[6], "K99054321"), strict=True):
                request = read_request(a_request(text, number, passport))
                await system.open(request)
                references.append(request.reference)
            await whole_life(system, references[0], text)
            await system.do(references[1], "withdraw", BENEFICIARY, note=text())
            for reference in references:
                await system.caught_up(reference)
            await eventually(lambda: _all_sent(system))
            secrets = (*FORMED, *numbers, "K99054321", *text.given)
            places = await asyncio.to_thread(_places, system, folder, port, worker.pid)
            yield Seen(system, secrets, places | {"traces": b"".join(call.body for call in collector.received)})


async def _all_sent(system: System) -> bool:
    waiting = "SELECT 1 FROM notice WHERE status <> 'sent'"
    return not await asyncio.to_thread(system.rows, waiting) and bool(list(_mailbox(system).glob("*.json")))


def _mailbox(system: System) -> Path:
    return system.config.home / "mailbox"


def _places(system: System, folder: Path, port: int, worker: int) -> dict[str, bytes]:
    home = system.stack.home
    pids = [each["pid"] for each in json.loads((home / "stack.json").read_text())["processes"].values()]
    processes = [psutil.Process(pid) for pid in (*pids, worker)]
    return {
        "postgresql": dumped(system.stack.migration_url).encode(),
        "files of postgresql": file_bytes(home / "postgres"),
        "files of temporal": file_bytes(*home.glob("temporal.db*")),
        "mailbox": file_bytes(_mailbox(system)),
        "logs": file_bytes(folder / "worker.log", *home.glob("*.log")),
        "metrics": httpx.get(f"http://127.0.0.1:{port}/metrics").content,
        "command lines": "\n".join(" ".join(each.cmdline()) for each in processes).encode(),
    }


PLACES = (
    "postgresql",
    "files of postgresql",
    "files of temporal",
    "mailbox",
    "logs",
    "metrics",
    "traces",
    "command lines",
)


def test_sixty_strings_were_given_and_each_is_in_what_their_readers_are_shown(seen: Seen) -> None:
    assert len(set(seen.secrets)) >= 60
    references = [row["reference"] for row in seen.system.rows("SELECT reference FROM case_row")]
    environ = seen.system.stack.environment
    reader = ("--ids", "--why", "to see all of it", "--as", "dana", "--json")
    shown = "".join(tawasul("show", each, *reader, environ=environ).out for each in references)
    junk = 2  # the two texts of the signal that nobody could read
    assert len(in_clear(seen.secrets, shown)) >= len(seen.secrets) - junk


@pytest.mark.parametrize("place", PLACES)
def test_none_stands_in_the_clear(seen: Seen, place: str) -> None:
    assert seen.places[place], place
    assert in_clear(seen.secrets, seen.places[place]) == []


async def test_the_places_hold_what_is_sealed(seen: Seen) -> None:
    references = [row["reference"] for row in seen.system.rows("SELECT reference FROM case_row")]
    for place in ("postgresql", "files of temporal", "mailbox"):
        assert all(each.encode() in seen.places[place] for each in references), place
    events = [event for each in references for event in await timeline(seen.system.client, each)]
    assert any(isinstance(event.body, Noted) for event in events)
