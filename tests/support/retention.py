"""Closed cases on record, long ago, with what retention disposes of: a notice, and advice."""

from dataclasses import dataclass, field
from typing import Any

from activities.records.store import Records
from models.case.commands import BENEFICIARY, Actor
from models.intake.request import Request
from tests.support.database import case_of, opening_work, request

_NOTICE = """
INSERT INTO notice (key, reference, seq, audience, channel, template, recipients, subject, body, status, attempts,
                    created_at, sent_at)
VALUES (%(key)s, %(reference)s, 3, 'beneficiary', 'sms', 'received', %(recipients)s, 'Your request', %(body)b,
        %(status)s, 1, %(at)s, %(at)s)
"""
_ADVICE = """
INSERT INTO advice (reference, pack, model, given_at, candidates, problem, service, confident)
VALUES (%(reference)s, 'passports', 'm1', %(at)s, %(candidates)s, 'technical_error', 'a_service', false)
"""
CANDIDATES = '[{"problem": "technical_error", "service": "a_service", "share": 0.9, "ngrams": ["word of the request"]}]'
MOBILE = "+966500000166"


def closed_request(number: int = 1, **changes: Any) -> Request:
    """A request with an id of its own."""
    return request(id=f"R-{number}", **changes)


def closed_case(
    records: Records, number: int = 1, closed: str = "2015-01-06 09:00", status: str = "sent", **changes: Any
) -> str:
    """Put a case on record that was withdrawn, with a notice that was sent (or has another status) and advice."""
    opening = closed_request(number, **changes)
    case = case_of(opening, opened=closed, pack="passports")
    case.do("withdraw", BENEFICIARY)
    case.deliver()
    records.append(opening_work(case, opening))
    at = {"at": case.now, "reference": opening.reference}
    notice = {
        "key": f"{opening.reference}:3:beneficiary:sms",
        "recipients": f'["{MOBILE}"]',
        "body": "نص الإشعار".encode(),
    }
    records.execute(_NOTICE, at | notice | {"status": status})
    records.execute(_ADVICE, at | {"candidates": CANDIDATES})
    return opening.reference


@dataclass
class KeyShredder:
    """What stands in for the eraser: it notes what it was asked to erase, and may fail first."""

    fails: list[Exception] = field(default_factory=list)
    erased: list[tuple[str, str, str]] = field(default_factory=list)

    def erase(self, reference: str, by: Actor, reason: str) -> None:
        """Note an erasure, or raise the next failure."""
        if self.fails:
            raise self.fails.pop(0)
        self.erased.append((reference, by.id, reason))
