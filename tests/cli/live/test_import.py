"""Importing a running backlog by the command line, on real servers."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from activities.records.database import connect
from activities.records.history import history
from commands.common.words.advice import ExitCode
from models.case.state import CaseState
from models.intake.reference import derive_reference
from tests.cli.live.test_live import APPROVAL, Tawasul, a_request, lines
from tests.support.simulation import DIRECTOR, OMAR, SALMA
from tests.support.system import System
from workflows.case.evolve import fold


@pytest.fixture
def tawasul(system: System) -> Tawasul:
    return Tawasul(system)


def line(stage: str = "queued", **changes: Any) -> dict[str, Any]:
    """A case of another system that was opened ten days ago."""
    now = datetime.now(UTC).replace(microsecond=0)
    opened, as_of = now - timedelta(days=10), now - timedelta(minutes=5)
    where = {"stage": stage, "team": "exit_visas", "used": "PT5H"}
    when = {"opened_at": opened.isoformat(), "as_of": as_of.isoformat()}
    return {"request": a_request() | {"submitted_at": opened.isoformat()}, **where, **when, **changes}


def reference_of(given: dict[str, Any]) -> str:
    request = given["request"]
    return derive_reference(request["channel"], request["id"])


async def test_a_case_of_another_system_is_imported_worked_on_and_audited(tawasul: Tawasul) -> None:
    given = line("in_review", holder=OMAR.id, first_responded_at=line()["opened_at"])
    reference = reference_of(given)
    imported = await tawasul("import", "-", "--as", DIRECTOR.id, stdin=lines(given))
    assert (imported.code, "imported, in review" in imported.out) == (ExitCode.DONE, True)
    shown = await tawasul.shown(reference)
    assert (shown["imported"], shown["imported_by"]["id"], shown["assignee"]["id"]) == (True, DIRECTOR.id, OMAR.id)
    assert shown["opened_at"].startswith(given["opened_at"][:19])
    assert (shown["notices"], [event["body"]["type"] for event in shown["timeline"]]) == ([], ["imported"])
    page = (await tawasul("show", reference)).out
    assert "imported   by dana" in page and "dana imported it from" in page and given["request"]["id"] in page
    assert "imported" in (await tawasul("cases", "--assignee", OMAR.id)).out
    assert (await tawasul("approve", reference, *APPROVAL, "--as", OMAR.id)).code == ExitCode.DONE
    await tawasul.system.caught_up(reference)
    verified = await tawasul("audit", "verify", reference)
    assert verified.code == ExitCode.DONE, verified.out
    view = await tawasul.system.view(reference)
    with connect(tawasul.system.stack.database_url) as connection:
        policy, events = history(connection, reference) or pytest.fail("not on record")
    assert fold(CaseState(reference=reference, policy=policy), events).imported_at == view.imported_at


async def test_the_same_file_twice_changes_nothing_and_another_standing_is_a_conflict(tawasul: Tawasul) -> None:
    given = line()
    reference = reference_of(given)
    first = await tawasul("import", "-", "--json", stdin=lines(given))
    await tawasul.system.recorded(reference, 1)
    again = await tawasul("import", "-", "--json", stdin=lines(given))
    assert first.lines[0]["already"] is False
    assert again.lines[0] == first.lines[0] | {"already": True}
    other = await tawasul("import", "-", "--json", stdin=lines(given | {"used": "PT6H"}))
    assert (other.code, other.lines[0]["error"]["code"]) == (ExitCode.REFUSED, "conflict")
    assert len((await tawasul.shown(reference))["timeline"]) == 1
    submitted = await tawasul("submit", "-", "--json", stdin=lines(given["request"]))
    assert (submitted.code, submitted.lines[0]["seq"]) == (ExitCode.DONE, 1)


async def test_a_dry_run_says_what_would_happen_to_each_line_and_sends_nothing(tawasul: Tawasul) -> None:
    filed = a_request()
    await tawasul("submit", "-", stdin=lines(filed))
    good, late, typo = line(), line("resolved"), line(usd=1)
    taken, nobody = line() | {"request": filed}, line("in_review", holder="nobody.here")
    await tawasul.until(reference_of(taken), "seq", bool)
    dry = await tawasul("import", "-", "--dry-run", "--json", stdin=lines(good, late, typo, taken, nobody))
    assert dry.code == ExitCode.WRONG_USAGE
    found = [each.get("would_import") or each["error"]["code"] for each in dry.lines]
    assert found == [True, "malformed", "unreadable", "conflict", "unreadable"]
    assert dry.lines[0]["stage"] == "queued" and dry.lines[0]["due"]
    assert "usd is not known here" in dry.lines[2]["error"]["detail"]
    assert not tawasul.system.rows("SELECT 1 FROM case_row WHERE reference = %s", reference_of(good))


async def test_who_may_not_import_is_refused_and_nothing_is_on_record(tawasul: Tawasul) -> None:
    given = line()
    for officer in (OMAR, SALMA):
        refused = await tawasul("import", "-", "--json", "--as", officer.id, stdin=lines(given))
        assert refused.lines[0]["error"]["code"] == "not_authorised"
    assert not tawasul.system.rows("SELECT 1 FROM case_event WHERE reference = %s", reference_of(given))
    assert (await tawasul("import", "-", stdin=lines(given))).code == ExitCode.DONE


async def test_an_imported_case_whose_run_was_ended_goes_on_from_the_records(tawasul: Tawasul) -> None:
    given = line("in_review", holder=OMAR.id)
    reference, system = reference_of(given), tawasul.system
    assert (await tawasul("import", "-", stdin=lines(given))).code == ExitCode.DONE
    await system.recorded(reference, 1)
    await system.handle(reference).terminate("as an operator may")
    assert (await tawasul("rebuild")).code == ExitCode.DONE
    await system.do(reference, "note", text="goes on")
    view = await system.view(reference)
    assert (view.row.imported, view.row.stage, view.row.assignee) == (True, "in_review", OMAR.id)
    assert (await system.types(reference))[0] == "imported"
