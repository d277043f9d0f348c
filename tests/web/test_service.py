"""`TAWASUL_API`: commands ask the interface, with neither Temporal nor PostgreSQL at hand, and print the same."""

import asyncio
import json
import shutil
import uuid
from pathlib import Path

import pytest

from commands.looks.asking import LOOKS, look_of
from models.case.actor import Actor
from models.text import mask_id
from tests.support.simulation import DIRECTOR, LAYLA, OMAR
from tests.support.system import APPROVAL
from tests.support.terminal import NOWHERE, Ended, bare_environment, tawasul
from tests.support.web import Api
from tests.web.test_cases import filed, looks, order


class Machine:
    """The machine of somebody who has sessions, the policies, and the address of the interface."""

    def __init__(self, api: Api, home: Path) -> None:
        for actor in (OMAR, LAYLA, DIRECTOR):
            api.system.signers.staff(actor.id)
        shutil.copytree(api.system.config.home / "sessions", home / "sessions")
        there = {"TAWASUL_API": str(api.http.base_url).rstrip("/"), "TAWASUL_HOME": str(home)}
        self.without_servers = bare_environment(**NOWHERE | there)
        self.at_hand = api.system.stack.environment

    async def types(self, *arguments: str, here: bool = False, stdin: str = "") -> Ended:
        """What a command prints; `here`: with Temporal and the records at hand."""
        environ = self.at_hand if here else self.without_servers
        return await asyncio.to_thread(tawasul, *arguments, environ=environ, stdin=stdin)


@pytest.fixture
def machine(api: Api, tmp_path: Path) -> Machine:
    return Machine(api, tmp_path)


READING = (
    "show {reference}",
    "show {reference} --json",
    "show {reference} --json --ids --why trial",
    "explain {reference}",
    "notices {reference}",
    "cases --assignee omar --limit 5",
    "cases --assignee omar --limit 5 --json",
    "board --json --team exit_visas",
    "attention",
    "notices --limit 5 --json",
    "team exit_visas",
    "show TW-0000-0000-0000-0",
    "cases --team nowhere",
)


@pytest.mark.timeout(180)
async def test_what_is_read_is_printed_as_where_the_records_are_at_hand(api: Api, machine: Machine) -> None:
    reference = await filed(api)
    await order(api, reference, "claim", OMAR)
    await order(api, reference, "approve", OMAR, **APPROVAL)
    await api.system.caught_up(reference)
    for line in READING:
        words = [each.format(reference=reference) for each in line.split()]
        there, here = [await machine.types(*words, "--as", "dana", here=here) for here in (False, True)]
        differ = set(_still(there.out)) ^ set(_still(here.out))
        assert (there.code, differ, there.err) == (here.code, set(), here.err), line
    by_beginning = await machine.types("show", reference[:-5], "--json", "--as", "dana")
    assert by_beginning.data["reference"] == reference


def _still(text: str) -> list[str]:
    """The lines that are printed, without what moves from second to second."""
    moving = ('"at":', '"as_of":', " at 20")
    return [line for line in text.splitlines() if not any(each in line for each in moving)]


@pytest.mark.timeout(120)
async def test_staff_work_with_neither_temporal_nor_the_records_at_hand(api: Api, machine: Machine) -> None:
    first, second = await filed(api), await filed(api)
    await api.system.caught_up(first)
    await api.system.caught_up(second)
    taken = await machine.types("claim", first, "--as", "omar", "--json")
    assert (taken.code, taken.data["stage"]) == (0, "in_review")
    assert (await machine.types("claim", first, "--as", "omar", "--json")).data["already"] is True
    await api.system.caught_up(first)
    foreseen = await machine.types("claim", first, second, "--dry-run", "--as", "layla", "--json")
    assert [each.get("error", {}).get("code") for each in foreseen.lines] == ["wrong_stage", None]
    many = await machine.types("claim", first, second, "--as", "omar", "--json")
    assert [each["reference"] for each in many.lines] == [first, second] and many.code == 0
    given = await machine.types("assign", second, "--to", "layla", "--as", "omar", "--json")
    assert given.code == 6  # an officer assigns nobody: the case says so
    await api.system.caught_up(second)
    told = await machine.types("inbox", "--as", "omar", "--limit", "100", "--json")
    assert {first, second} <= {each["reference"] for each in told.data["mine"]}
    who = await machine.types("whoami", "--as", "omar", "--json")
    assert who.code == 0 and who.data["staff"] == "omar"
    health = await machine.types("doctor", "--json")
    assert [each["component"] for each in health.data] == ["interface", "policies"]


async def test_a_look_leaves_a_view_and_is_refused_to_who_may_not(api: Api, machine: Machine) -> None:
    reference = await filed(api)
    await api.system.caught_up(reference)
    assert (await machine.types("show", reference, "--as", "omar", "--json")).code == 0
    (view,) = looks(api, 'SELECT by, reference FROM "view" WHERE verb = %s ORDER BY id DESC LIMIT 1', "look")
    assert view == {"by": "omar", "reference": reference}
    refused = await machine.types("show", reference, "--ids", "--as", "omar", "--json")
    assert refused.code != 0 and "why" in refused.err


async def test_figures_and_ratings_are_those_of_the_records(api: Api, machine: Machine) -> None:
    await api.system.caught_up(await filed(api))
    figures = await machine.types("report", "--by", "service", "--json", "--as", "dana")
    assert figures.code == 0, figures.err
    assert {"in_time", "opened"} <= figures.data["figures"].keys() and figures.data["by"] == "service"
    page = await machine.types("report", "--as", "dana")
    assert page.code == 0 and "in time" in page.out.lower()
    listed = await machine.types("ratings", "--json", "--as", "dana")
    assert listed.code == 0 and listed.data["total"] == len(listed.data["ratings"])
    (view, other) = looks(api, """SELECT by, about FROM "view" WHERE verb = 'list' ORDER BY id DESC LIMIT 2""")
    assert view["by"] == other["by"] == "dana" and view["about"]["ratings"] and other["about"]["report"]


async def test_what_makes_no_sense_over_it_says_so_in_one_sentence(machine: Machine, tmp_path: Path) -> None:
    requests = tmp_path / "requests.json"
    requests.write_text("[]")
    lines = ("cases --csv --why x", "attention --done 1", "events", "forecast", "faults list", "audit views")
    for line in (*(f"{each} --as dana" for each in lines), "staff list", "audit verify", "reconcile"):
        ended = await machine.types(*line.split())
        assert ended.code == 2 and "TAWASUL_API" in ended.err and len(ended.err.splitlines()) == 1, (line, ended.err)


async def test_numbers_do_not_leave_for_the_machine_of_who_may_not_see_them(api: Api) -> None:
    reference = await filed(api)
    await api.system.caught_up(reference)
    with_view = api.permit(api.system.signer(OMAR), why="a trial")
    number = str(await _filed_number(api, reference))
    answer = await _look(api, with_view, "one_case", [reference, None])
    assert answer.status_code == 200, answer.text
    assert number not in answer.text and mask_id(number) in answer.text
    in_full = await _look(
        api, api.permit(api.system.signer(DIRECTOR), why="a trial"), "one_case", [reference, None], True
    )
    assert number in in_full.text


async def _filed_number(api: Api, reference: str) -> str:
    found = await api.backend.read(
        lambda connection: connection.execute(
            "SELECT received FROM request WHERE reference = %s", (reference,)
        ).fetchone()
    )
    assert found
    return str(found["received"]["applicant"]["id_number"])


async def _look(api: Api, permit: str, name: str, asked: object, numbers: bool = False):  # type: ignore[no-untyped-def]
    return await api.ask("POST", f"/v1/looks/{name}", permit=permit, json={"asked": asked, "numbers": numbers})


async def test_looks_are_for_staff_and_what_cannot_be_read_is_refused(api: Api) -> None:
    permit = api.permit(api.system.signer(OMAR), why="a trial")
    assert (await _look(api, api.permit(), "inbox", [5])).status_code == 403
    assert (await _look(api, permit, "nothing", [])).status_code == 404
    for wrong in ([], ["x"], {"limit": "many"}, None, "x", [5, None, "nowhere"]):
        assert (await _look(api, permit, "inbox", wrong)).status_code == 422, wrong
    assert (await _look(api, permit, "dry_run", ["TW-0000-0000-0000-0", []])).status_code == 422


def test_every_look_is_found_and_has_forms() -> None:
    for name in LOOKS:
        found = look_of(name)
        assert found and found.name == name and found.asked.json_schema() is not None
    assert look_of("nothing") is None


async def test_nobody_asks_in_the_name_of_another(api: Api) -> None:
    """The question does not say who asks: a dry run decides by who shows the permit, whoever the command names."""
    reference = await filed(api)
    await api.system.caught_up(reference)
    permit = api.permit(api.system.signer(OMAR), why="a trial")
    stranger = Actor(id="dana", role=DIRECTOR.role, teams=())
    command = {
        "kind": "calendar_changed",
        "command_id": uuid.uuid4().hex,
        "actor": json.loads(stranger.model_dump_json()),
    }
    command |= {"change": {"calendar": "c", "version": "2"}, "why": "x"}
    answer = await _look(api, permit, "dry_run", [reference, [command]])
    assert answer.status_code == 200 and answer.json()[1]["code"] == "not_authorised"
