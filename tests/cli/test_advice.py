"""Advice after errors fits the command; the doctor shows what each of its results is based on."""

from datetime import UTC, datetime
from typing import Any, cast

import pytest

from chaos.workload.entry_points import refused_as_printed
from commands.common.words.advice import as_data, sentence
from commands.operate import health
from errors import Refused
from models.case.commands import BENEFICIARY
from models.case.state import Refusal
from tests.support.simulation import OMAR, SALMA, STRANGER, Case


@pytest.mark.parametrize(
    ("kind", "fields", "expected"),
    [
        ("rate", {"score": 4}, "a result is rated once"),
        ("assign", {"to": STRANGER}, "choose somebody of exit_visas: `tawasul staff list --team exit_visas`"),
        ("reply", {}, "give --text or --attach"),
        ("ask", {"reason": "documents_missing"}, "decide with what there is"),
    ],
)
def test_advice_fits_the_command_that_was_refused(kind: str, fields: dict[str, Any], expected: str) -> None:
    refusal = _refusal_of(kind, fields)
    assert expected in sentence(Refused(**dict(refusal), command=kind))


def test_a_refusal_that_says_what_to_do_gets_no_other_advice() -> None:
    text = "too much waits to be put on record: try again when the records are back"
    assert sentence(Refused("limit_reached", text, "rate", retryable=True)) == text


def test_a_program_that_reads_a_refusal_knows_whether_the_same_may_be_tried_again() -> None:
    for_ever, for_now = (Refused("not_open", "", "claim", retryable=retryable) for retryable in (False, True))
    assert ("retryable" in as_data(for_ever), as_data(for_now)["retryable"]) == (False, True)
    assert refused_as_printed(as_data(for_now)).retryable and not refused_as_printed(as_data(for_ever)).retryable


@pytest.mark.parametrize("code", ["not_open", "window_passed"])
def test_instants_of_a_refusal_are_told_in_local_time(code: str) -> None:
    at = datetime(2026, 11, 28, 19, 45, tzinfo=UTC)
    assert "at 2026-11-28 22:45" in sentence(Refused(code, "the case ended at 2026-11-28T19:45:00+00:00", at=at))


def test_an_instant_that_only_the_detail_tells_is_in_local_time_too() -> None:
    at = datetime(2026, 11, 28, 19, 45, tzinfo=UTC)
    appealed = Refused("limit_reached", "appealed already at 2026-11-28T19:45:00+00:00: TW-X", "appeal", at=at)
    assert sentence(appealed).startswith("appealed already at 2026-11-28 22:45: TW-X")


def test_an_appeal_that_comes_too_late_says_until_when_it_was_possible() -> None:
    at = datetime(2026, 11, 28, 19, 45, tzinfo=UTC)
    late = Refused("window_passed", "an appeal was possible until 2026-11-28T19:45:00+00:00", "appeal", at=at)
    assert sentence(late).startswith("an appeal was possible until 2026-11-28 22:45 (")


def _refusal_of(kind: str, fields: dict[str, Any]) -> Refusal:
    """The refusal of a command that comes once too often, or for somebody else."""
    case = Case().claim()
    if kind == "ask":
        for _ in range(2):
            case.ask()
            case.answer()
    if kind == "reply":
        case.ask()
    if kind == "rate":
        case.approve()
        case.do("rate", BENEFICIARY, score=5)
    actor = SALMA if kind == "assign" else OMAR if kind == "ask" else BENEFICIARY
    verdict = case.do(kind, actor, **fields)
    assert isinstance(verdict, Refusal)
    return verdict


def test_a_template_without_its_value_is_distinguished_from_no_reply() -> None:
    text = sentence(Refused("missing_reply", "the template needs a value for first_date"))
    assert "first_date" in text and "--set" in text


async def test_the_doctor_counts_workers_by_their_last_poll_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    async def one_poller(*_: object) -> int:
        return 1

    monkeypatch.setattr(health, "_pollers", one_poller)
    found = await health.workers(cast(Any, None))
    assert (found.ok, found.detail) == (True, "1 on cases, 1 on notices: polled in the last 75 s")


def test_a_refusal_is_told_in_the_zone_and_the_language_of_its_case() -> None:
    refused = Refused("too_soon", "too soon", "remind", at=datetime(2026, 1, 6, 20, 12, tzinfo=UTC))
    assert "(يمكن إرسال تذكير بعد 2026-01-06 23:12)" in sentence(refused)
    refused.zone, refused.language = "America/Chicago", "es"
    assert sentence(refused) == "a reminder is possible from 2026-01-06 14:12-06:00 on; give it again then"
