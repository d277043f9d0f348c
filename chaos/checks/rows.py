"""What the row of a case and a receipt must say, computed from what stands after its events."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chaos.checks.events import instant
from chaos.checks.ladder import next_rung
from chaos.checks.standing import ANSWER, CONSULTATION, FIRST, RESOLUTION, THIRD_PARTY, Standing
from chaos.history.evidence import RecordedCase, Run

Json = Mapping[str, Any]

AT_RISK = 0.8
"""The share of the resolution's budget after which a case is at risk."""
STATUS = {
    "received": "under_processing",
    "queued": "under_processing",
    "in_review": "under_processing",
    "awaiting_approval": "under_processing",
    "awaiting_beneficiary": "returned_to_applicant",
    "awaiting_third_party": "under_processing",
    "replied": "returned_from_applicant",
    "resolved": "processed",
    "closed": "closed",
}
"""What the beneficiary is shown, by stage."""
_SAME_NAME = [
    "reference",
    "seq",
    "stage",
    "outcome",
    "team",
    "assignee",
    "priority",
    "service",
    "problem",
    "opened_at",
    "first_responded_at",
    "escalation",
    "rounds",
    "reopens",
    "resolved_at",
    "closed_at",
    "rating",
    "into",
    "third_party",
    "awaited_team",
    "consulted",
    "imported",
    "appeal_of",
    "splitting",
    "sharing",
    "step_with",
    "fault",
]
_OF_OPENING = ["fingerprint", "channel", "applicant_type", "policy"]
_INSTANTS = [
    "submitted_at",
    "opened_at",
    "updated_at",
    "due_at",
    "answer_due_at",
    "first_response_due_at",
    "third_party_due_at",
    "consultation_due_at",
    "first_responded_at",
    "at_risk_at",
    "next_rung_at",
    "resolved_at",
    "closed_at",
]


def row_of(now: Standing) -> dict[str, Any]:
    """The row of a case, without the head of its chain."""
    rung, rung_at = next_rung(now) or (None, None)
    columns = {name: getattr(now, name) for name in _SAME_NAME} | {name: now.opened[name] for name in _OF_OPENING}
    return (
        columns
        | _promises(now)
        | {
            "pack": now.policy.pack,
            "fault_known": now.fault in now.told_of_faults,
            "version": now.policy.version,
            "split_of": (now.opened.get("split_of") or {}).get("reference"),
            "status": shown_status(now),
            "submitted_at": instant(now.opened["submitted_at"]),
            "updated_at": now.at,
            "next_rung": rung,
            "next_rung_at": rung_at,
            "notices_waiting": len(now.unsent),
            "step_teams": step_teams(now),
            "calendars": sorted(now.calendars),
            "appeal": now.appeals[-1].reference if now.appeals else None,
            "appeal_team": now.open_appeal.team if now.open_appeal else None,
            "appeal_open": now.open_appeal is not None,
        }
    )


def differences(kept: Json, now: Standing) -> list[str]:
    """The columns in which a row, from the records or from JSON, is not what it must be."""
    expected = row_of(now)
    return [name for name, value in expected.items() if name not in kept or _comparable(name, kept[name]) != value]


def receipt_of(now: Standing, *, opening: bool = False) -> dict[str, Any]:
    """The receipt after an event; that of the opening names what the first stage did."""
    return (
        {
            "reference": now.reference,
            "seq": now.seq,
            "stage": now.stage,
            "status": shown_status(now),
            "due": now.due,
            "outcome": now.outcome,
            "effect": now.effect if opening else None,
            "team": now.team,
        }
        | ({"appeal": now.appeals[-1].reference} if now.appeals else {})
        | _recallable(now)
    )


def shown_status(now: Standing) -> str:
    """What the beneficiary is shown: while a reply waits that moves the case, what stood before it."""
    waits = now.reply and now.reply.type != "interim_replied"
    return STATUS[now.reply.stage if now.reply and waits else now.stage]


def _recallable(now: Standing) -> dict[str, Any]:
    return {"recallable_until": now.reply.until} if now.reply else {}


def read_receipt(said: Json | None) -> dict[str, Any]:
    """A receipt as a client or a history has it, comparable with `receipt_of`."""
    given = said or {}
    names = ["reference", "seq", "stage", "status", "outcome", "effect", "team"]
    appeal = {"appeal": given["appeal"]} if given.get("appeal") else {}
    until = instant(given.get("recallable_until"))
    waits = {"recallable_until": until} if until else {}
    return {name: given.get(name) for name in names} | {"due": instant(given.get("due"))} | appeal | waits


def step_teams(now: Standing) -> list[str]:
    """The teams whose step of the approval chain it may be, the one that is needed first."""
    if now.steps is None:
        return []
    chain = now.policy.approvals
    taken = [step["name"] for step in chain].index(now.steps[-1])
    turn = []
    for step in chain[taken + 1 :]:
        turn.append(step)
        if not step["optional"]:
            break
    return list(dict.fromkeys(team for step in reversed(turn) for team in step["teams"]))


def _promises(now: Standing) -> dict[str, Any]:
    def due(kind: str) -> datetime | None:
        return clock.due(now.time_of(clock)) if (clock := now.clocks.get(kind)) else None

    resolution, first = now.clocks[RESOLUTION], now.clocks[FIRST]
    time = now.time_of(resolution)
    return {
        "due_at": due(RESOLUTION),
        "answer_due_at": due(ANSWER),
        "first_response_due_at": due(FIRST),
        "third_party_due_at": due(THIRD_PARTY),
        "consultation_due_at": due(CONSULTATION),
        "at_risk_at": resolution.at(resolution.whole(time) * AT_RISK, time),
        "paused": not resolution.stopped and not resolution.running,
        "breached": resolution.breached or first.breached,
        "in_time": None if not resolution.stopped else not resolution.breached,
    }


def _comparable(name: str, value: Any) -> Any:
    if name in _INSTANTS and isinstance(value, str):
        return instant(value)
    return list(value) if isinstance(value, tuple) else value


def gave_receipt(case: RecordedCase, one: Run) -> bool:
    """Whether a run opened no case, as it was closed on record already: it gave the receipt of the opening again."""
    stored = (case.request or {}).get("receipt")
    return not one.commands and bool(one.receipt) and read_receipt(one.receipt) == read_receipt(stored)
