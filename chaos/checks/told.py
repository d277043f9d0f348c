"""Whether a subscriber of webhooks was told of every event on record, in order, under one id, in the same bytes.

Written from docs/webhooks.md alone: signatures are computed here again.
"""

import base64
import hashlib
import hmac
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

ALLOWED = frozenset(
    {"reference", "seq", "type", "at", "pack", "service", "channel", "status", "outcome", "stage", "team", "role"}
)
"""The fields that a message may have: none of them names a person, or holds what somebody wrote."""
Message = Mapping[str, Any]
"""One that the subscriber took: `body` in base64, `headers`."""


def problems(on_record: Mapping[str, Sequence[int]], taken: Iterable[Message], secret: str) -> list[str]:
    """What is wrong with the messages that were taken, against the numbers of the events of each case."""
    messages = [*taken]
    found = [*_forged(messages, secret), *_changed(messages), *_talkative(messages)]
    told: dict[str, dict[int, str]] = defaultdict(dict)
    for message in messages:
        event = _event(message)
        case, number = event["subject"], event["data"]["seq"]
        if told[case].setdefault(number, event["id"]) != event["id"]:
            found.append(f"{case}: event {number} was told under two ids")
    for case, numbers in on_record.items():
        if missing := sorted({*numbers} - told[case].keys()):
            found.append(f"{case}: events {missing} were never told")
        if [*told[case]] != sorted(told[case]):
            found.append(f"{case}: told in the order {[*told[case]]}")
    return found


def _event(message: Message) -> Any:
    return json.loads(base64.b64decode(message["body"]))


def _forged(messages: Iterable[Message], secret: str) -> Iterator[str]:
    """The messages whose signature is not by the secret, or whose id is not that of the event."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    for message in messages:
        body, headers = base64.b64decode(message["body"]), message["headers"]
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        right = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        if right not in headers["webhook-signature"].split():
            yield f"{headers['webhook-id']}: not signed by the secret"
        if json.loads(body)["id"] != headers["webhook-id"]:
            yield f"{headers['webhook-id']}: another id in the body"


def _changed(messages: Iterable[Message]) -> Iterator[str]:
    """The ids under which different bytes came."""
    bodies: dict[str, set[str]] = defaultdict(set)
    for message in messages:
        bodies[message["headers"]["webhook-id"]].add(message["body"])
    yield from (f"{name}: {len(sent)} versions" for name, sent in bodies.items() if len(sent) > 1)


def _talkative(messages: Iterable[Message]) -> Iterator[str]:
    """The messages that say more than they may."""
    for message in messages:
        if more := _event(message)["data"].keys() - ALLOWED:
            yield f"{_event(message)['id']}: says {sorted(more)}"
