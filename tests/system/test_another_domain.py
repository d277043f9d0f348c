"""A town's service requests beside the passports, from intake to closing by the command line, from data alone."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from activities.packs import load_pack
from commands.common.words.advice import ExitCode
from errors import Refused
from models.intake.request import read_request
from models.packs.pack import forms_of
from models.trust.statement import CaseAddress, signed_request
from tests.support import terminal
from tests.support.policies.town import policies_with_town, service_request
from tests.support.simulation import DIRECTOR
from tests.support.system import System, running
from tests.support.terminal import Ended

pytestmark = pytest.mark.timeout(240)


class House:
    """The command line of a system whose policies are those of a folder."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.environ = system.stack.environment | {
            "TAWASUL_POLICIES": str(system.config.policies),
            "TAWASUL_STAFF": DIRECTOR.id,
        }

    async def __call__(self, *arguments: str, stdin: str = "") -> Ended:
        return await asyncio.to_thread(terminal.tawasul, *arguments, environ=self.environ, stdin=stdin)

    async def done(self, *arguments: str, stdin: str = "") -> Ended:
        """A command that is done."""
        ended = await self(*arguments, stdin=stdin)
        assert ended.code == ExitCode.DONE, (arguments, ended.out, ended.err)
        return ended

    async def filed(self, number: str, **changes: Any) -> str:
        """The reference of a request that was submitted, which is on record."""
        answer = (await self.done("submit", "-", "--json", stdin=json.dumps(service_request(number, **changes)))).data
        await self.system.recorded(answer["reference"], answer["seq"])
        return str(answer["reference"])

    async def until_shown(self, text: str, *arguments: str) -> str:
        """What a command prints once this text is in it."""
        async with asyncio.timeout(30):
            while text not in (out := (await self.done(*arguments)).out):
                continue
        return out


@pytest.fixture(scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    folder: Path = tmp_path_factory.mktemp("town")
    async with running(folder / "home", policies=policies_with_town(folder / "policies")) as system:
        system.put_people_back()
        yield House(system)


async def test_an_anonymous_request_lives_from_intake_to_closing(house: House) -> None:
    maria = ("staff", "add", "maria", "--name", "Maria Sample", "--role", "officer", "--language", "es")
    await house.done(*maria, "--team", "town.streets")
    reference = await house.filed("N-1", lang="es", text="Hay un bache muy grande.")
    shown = await house.until_shown("a la espera de una cuadrilla", "show", reference, "--as", "maria")
    assert "foto del lugar" in shown and "None" not in shown
    assert re.search(r"place +Calle 5  lugar", shown)
    assert "visitor, anonymous" in shown and "-06:00" in shown and "Hay un bache" in shown
    await house.done("claim", reference, "--as", "maria")
    await house.done("approve", reference, "--reason", "repaired", "--reply-template", "done", "--as", "maria")
    told = await house.until_shown("trabajo realizado", "notices", reference, "--as", "maria")
    assert "Hemos terminado el trabajo" in told and "(Bache)" in told and "-06:00" in told
    assert not any("\u0600" <= sign <= "\u06ff" for sign in told)
    again = await house.done("reopen", reference, "--text", "Sigue roto")
    assert "waiting for a crew" in again.out and "open" in again.out
    await house.done("claim", reference, "--as", "maria")
    await house.done("approve", reference, "--reason", "repaired", "--reply-template", "done", "--as", "maria")
    await house.done("close", reference, "--requested-by", "applicant", "--way", "phone", "--as", "maria")
    assert "closed: trabajo realizado" in await house.until_shown("cerrada", "show", reference, "--as", "maria")


async def test_packs_stand_apart(house: House) -> None:
    of_town = await house.filed("N-2")
    for who, team in (("petra", "town.streets"), ("pawel", "passports.payments"), ("tilda", "town.*")):
        role = "director" if who == "tilda" else "officer"
        await house.done("staff", "add", who, "--name", "Sample", "--role", role, "--team", team)
    unclear = await house("staff", "teams", "petra", "--team", "payments")
    assert unclear.code == ExitCode.WRONG_USAGE and "town.payments" in unclear.err
    of_passports = (await house.system.submit()).reference
    await house.until_shown(of_passports, "cases")
    assert of_town in (await house.done("inbox", "--as", "petra", "--json")).out
    assert of_town not in (await house.done("inbox", "--as", "pawel", "--json")).out
    assert (await house("show", of_town, "--as", "pawel")).code == ExitCode.NOT_ALLOWED
    assert (await house("claim", of_town, "--as", "pawel")).code in (ExitCode.REFUSED, ExitCode.NOT_ALLOWED)
    seen = (await house.done("cases", "--as", "tilda", "--json")).out
    assert of_town in seen and of_passports not in seen
    listed = (await house.done("cases", "--pack", "town")).out
    assert of_town in listed and of_passports not in listed
    assert of_town in (await house.done("cases", "--team", "town.streets")).out
    assert (await house("cases", "--pack", "moon")).code == ExitCode.WRONG_USAGE


async def test_what_is_wrong_with_one_pack_is_said_of_the_whole_folder(house: House, tmp_path: Path) -> None:
    policies = policies_with_town(tmp_path / "policies")
    path = policies / "town" / "pack.toml"
    path.write_text(path.read_text().replace('problem = "defect"', 'problem = "nothing"', 1))
    checked = await house("policy", "check", str(policies))
    assert checked.code == ExitCode.WRONG_USAGE
    assert "town/pack.toml: services.pothole.problem" in checked.out and "sound: passports" in checked.out
    environ = house.environ | {"TAWASUL_POLICIES": str(policies)}
    doctor = await asyncio.to_thread(terminal.tawasul, "doctor", environ=environ)
    assert "town cannot be used" in doctor.out and "sound: city, expenses, passports" in doctor.out


async def test_a_bad_pack_stops_its_own_channel_until_it_is_mended(tmp_path: Path) -> None:
    policies = policies_with_town(tmp_path / "policies")
    forms = forms_of({"town": load_pack(policies / "town")})
    path = policies / "town" / "pack.toml"
    path.write_text(path.read_text().replace('problem = "defect"', 'problem = "nothing"', 1))
    async with running(tmp_path / "home", policies=policies) as system:
        assert (await system.submit()).team == "exit_visas"
        with pytest.raises(Refused) as refused:
            await system.open(read_request(service_request("N-3"), forms=forms))
        assert (refused.value.code, refused.value.retryable) == ("not_open", True)
        assert "town" in str(refused.value)
        other_form = read_request(service_request("N-4") | {"lang": "es"}, forms=forms)
        with pytest.raises(Refused) as refused:
            await system.open(other_form)
        assert refused.value.code == "not_open", "what its normal form is, nobody knows just now"


def a_line(number: str, **changes: Any) -> dict[str, Any]:
    """A line of a backlog: a request of an unknown person that another system had begun to work on."""
    opened, as_of = "2026-01-05T09:00:00-06:00", "2026-01-06T09:00:00-06:00"
    request = service_request(number, submitted_at=opened, lang="es", text="Un bache.")
    return {
        "request": request,
        "opened_at": opened,
        "as_of": as_of,
        "stage": "queued",
        "team": "streets",
        "used": "PT2H",
    } | changes


async def test_a_backlog_is_imported_by_the_pack_of_each_line(house: House) -> None:
    unknown = a_line("OLD-3") | {"request": service_request("OLD-3") | {"channel": "moon"}}
    lines = [a_line("OLD-1"), a_line("OLD-1"), a_line("OLD-2"), a_line("OLD-2", used="PT3H"), unknown]
    backlog = "\n".join(map(json.dumps, lines))
    for how in (("--dry-run",), ()):
        told = await house("import", "-", *how, stdin=backlog)
        assert (
            told.code == ExitCode.WRONG_USAGE and "2 of 5" in told.err and "1 the same as an earlier line" in told.err
        )
        assert "waiting for a crew" in told.out and not any("\u0600" <= sign <= "\u06ff" for sign in told.out)
        assert "the same as line 1" in told.out and "conflict: line 3 says otherwise" in told.out
        assert "channel no policy takes the channel 'moon'" in told.out and "id_number" not in told.out
        answers = (await house("import", "-", "--dry-run", "--json", stdin=backlog)).lines
        assert answers[1]["repeats"] == 1
    again = await house("import", "-", stdin=json.dumps(a_line("OLD-1", used="PT1H")))
    assert again.code == ExitCode.REFUSED and "conflict" in again.out
    dry = await house("import", "-", "--dry-run", stdin=json.dumps(a_line("OLD-1", used="PT1H")))
    assert dry.code == ExitCode.REFUSED and "conflict" in dry.out, "a dry run says what would happen"


async def test_a_reader_is_shown_the_titles_in_their_own_language(house: House) -> None:
    reference = await house.filed("N-6")
    for who, more in (("ana", ("--language", "es")), ("ben", ())):
        await house.done("staff", "add", who, "--name", "Sample", "--role", "officer", "--team", "town.streets", *more)
    listing = ("cases", "--pack", "town")
    assert "a la espera de una cuadrilla" in (await house.done(*listing, "--as", "ana")).out
    assert "waiting for a crew" in (await house.done(*listing, "--as", "ben")).out, "the first of their team's pack"
    assert "a la espera de una cuadrilla" in (await house.done("board", "--pack", "town", "--as", "ana")).out
    house.environ["TAWASUL_LANGUAGE"] = "es"
    try:
        assert "abierta" in (await house.done("show", reference, "--as", "ben")).out, "the setting goes before"
    finally:
        del house.environ["TAWASUL_LANGUAGE"]


async def test_a_request_is_signed_in_the_normal_form_of_its_pack(house: House) -> None:
    request = service_request("N-8", lang="es", applicant={"type": "visitor", "mobile": "(314) 621-0123"})
    signed = (await house.done("sign", "-", stdin=json.dumps(request))).data
    assert {name: value for name, value in signed.items() if name != "auth"} == request
    read = read_request(request, forms=forms_of({"town": load_pack(house.system.config.policies / "town")}))
    place = CaseAddress(house.system.config.namespace, read.reference)
    by_channel = signed_request(house.system.signers.channel(), place, read.fingerprint, request)
    assert signed["auth"] == by_channel["auth"]


async def test_the_file_of_a_person_is_told_in_the_time_of_their_cases(house: House) -> None:
    known = {"type": "visitor", "email": "r.sample@example.com"}
    await house.filed("N-7", applicant=known, submitted_at="2026-01-06T20:12:00Z")
    told = await house.done("person", "export", "-", "--why", "asked", stdin="r.sample@example.com\n")
    assert "2026-01-06 14:12-06:00" in told.out and "2026-01-06 23:12" not in told.out


async def test_what_has_to_wait_for_a_pack_is_not_said_to_be_wrong(house: House, tmp_path: Path) -> None:
    policies = policies_with_town(tmp_path / "policies")
    (policies / "town" / "pack.toml").write_text("name = ")
    environ = house.environ | {"TAWASUL_POLICIES": str(policies)}
    items = json.dumps([service_request("N-10"), service_request("N-11") | {"id": ""}])
    told = await asyncio.to_thread(terminal.tawasul, "submit", "-", environ=environ, stdin=items)
    assert told.err == "0 of 2 taken; send again later item 1, 2\n" and "the pack town cannot be used" in told.out
    lines = "\n".join(map(json.dumps, [a_line("OLD-5"), a_line("OLD-6", usd=1)]))
    told = await asyncio.to_thread(terminal.tawasul, "import", "-", environ=environ, stdin=lines)
    assert "send again later line 1, 2" in told.err and "correct" not in told.err
