"""Ways to break what is promised of notices and messages."""

from dataclasses import replace
from datetime import timedelta

from tests.chaos.breaking import (
    CONFIRMED,
    CONTESTED,
    GOOD,
    WAITING,
    Break,
    case,
    evidence,
    message,
    reconciled,
    without,
)
from tests.chaos.broken.parts import FAULTS_BEFORE, KEY, LOST, REQUEST
from tests.chaos.made_up import AT, accepted

PORTAL = next(place for place, each in enumerate(GOOD.accepted) if each.channel == "portal")
WEBHOOK = GOOD.accepted[PORTAL]
STRAY = accepted(f"{WAITING}:3:beneficiary:portal", at=AT - timedelta(days=400))
[HELD_BACK] = [row["key"] for row in GOOD.cases[WAITING].notices]
MESSAGES: dict[str, list[Break]] = {
    "every notice arrived or is on the list": [
        evidence(accepted=GOOD.accepted[1:]),
        evidence(accepted=()),
        evidence(attention=()),
        case(CONFIRMED, notices=({"key": GOOD.cases[CONFIRMED].notices[0]["key"], "status": "pending"},)),
        without(CONFIRMED, 6),
        evidence(at=GOOD.at + timedelta(hours=10)),
    ],
    "nothing was sent that was not intended": [
        evidence(accepted=(*GOOD.accepted, accepted(f"{CONTESTED}:3:beneficiary:sms"))),
        evidence(accepted=(*GOOD.accepted, accepted("TW-7K3M-9QXD-2VHA-P:4:beneficiary:sms"))),
        evidence(accepted=(*GOOD.accepted, accepted("none"))),
    ],
    "who was misled is told": [
        reconciled(WAITING, LOST.but(role="beneficiary")),
        lambda good: replace(reconciled(WAITING)(good), accepted=(*good.accepted, STRAY)),
    ],
    "every message is the notice on record": [
        message(0, body=b"{}"),
        message(0, body=accepted(GOOD.accepted[0].key, "another text").body),
        message(PORTAL, body=None),
        case(CONTESTED, notices=tuple({**each, "template": "x"} for each in GOOD.cases[CONTESTED].notices)),
        case(CONTESTED, notices=tuple({**each, "recipients": []} for each in GOOD.cases[CONTESTED].notices)),
    ],
    "nothing is sent before its hour": [
        message(0, at=AT - timedelta(days=400)),
        evidence(accepted=(*GOOD.accepted, accepted(HELD_BACK))),
    ],
    "a beneficiary is reached where the request says": [
        message(0, body=b'{"to": ["+966500000000"], "text": "x"}'),
        message(0, body=b'{"to": ["+966512340072", "+966500000000"], "text": "x"}'),
        message(PORTAL, body=b'{"data": {"to": ["absher_individuals:another"]}}'),
        case(
            CONTESTED,
            request={**REQUEST, "received": {**REQUEST["received"], "applicant": {"mobile": "+966500000000"}}},
        ),
    ],
    "every try sends the same bytes": [evidence(accepted=(*GOOD.accepted, accepted(KEY, "another text")))],
    "every try is signed under its key": [
        message(0, headers={}),
        message(0, headers={"idempotency-key": "another"}),
        message(PORTAL, headers={}),
        message(PORTAL, headers={**WEBHOOK.headers, "webhook-signature": "v1,AAAA"}),
        message(PORTAL, headers={**WEBHOOK.headers, "webhook-id": "another"}),
        message(PORTAL, body=(WEBHOOK.body or b"") + b" "),
        message(PORTAL, at=AT + timedelta(hours=1)),
        evidence(portal_secret="whsec_YW5vdGhlcg=="),
    ],
    "no message is repeated without a cause": [
        evidence(accepted=(*GOOD.accepted, *[accepted(KEY)] * 13)),
        evidence(accepted=(*GOOD.accepted, accepted(KEY)), faults=FAULTS_BEFORE),
    ],
}
