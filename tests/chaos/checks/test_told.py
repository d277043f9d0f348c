"""The check of what a subscriber was told finds each thing that may be wrong with it."""

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook

from chaos.checks.told import problems

SECRET = f"whsec_{'A' * 32}"
CASE = "TW-1"
ON_RECORD = {CASE: [1, 2, 3]}


def message(seq: int, key: str = "", secret: str = SECRET, **more: Any) -> dict[str, Any]:
    """A message of an event, as the subscriber took it."""
    name, at = key or f"{CASE}.{seq}.00", datetime(2026, 1, 6, tzinfo=UTC)
    body = json.dumps({"id": name, "subject": CASE, "data": {"reference": CASE, "seq": seq, **more}})
    headers = {
        "webhook-id": name,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign(name, at, body),
    }
    return {"body": base64.b64encode(body.encode()).decode(), "headers": headers}


def told() -> list[dict[str, Any]]:
    return [message(1), message(2), message(2), message(3)]


def test_what_is_right_has_no_problem() -> None:
    assert problems(ON_RECORD, told(), SECRET) == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda right: right[:-1], "never told"),
        (lambda right: [right[1], right[0], *right[2:]], "in the order"),
        (lambda right: [*right, message(2, status="closed")], "2 versions"),
        (lambda right: [*right, message(2, key="TW-1.2.ff")], "two ids"),
        (lambda right: [*right[:3], message(3, secret=f"whsec_{'B' * 32}")], "not signed"),
        (lambda right: [*right[:3], message(3, name="somebody")], "says ['name']"),
    ],
)
def test_what_is_wrong_is_found(wrong: Callable[[list[dict[str, Any]]], list[dict[str, Any]]], said: str) -> None:
    assert said in "; ".join(problems(ON_RECORD, wrong(told()), SECRET))
