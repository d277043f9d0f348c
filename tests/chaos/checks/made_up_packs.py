"""The packs of the simulated cases, as their files would have them."""

import tomllib
from datetime import time
from typing import Any

from bench.packs import POLICIES

_ROUTE = {"on": "resolved", "audience": "beneficiary", "channels": ["sms"], "template": "result"}
_INTERIM = _ROUTE | {"on": "interim_replied", "template": "interim"}
_TO_SUPERVISOR = [{"action": "notify", "target": {"role": "supervisor"}}]
_SHARING = {
    "teams": {"exit_visas": {"by": "least_loaded", "capacity": 1}, "visit_visas": {"by": "pull"}},
    "again_after": "30m",
    "nobody_available": [{"action": "raise_priority", "priority": "high"}],
}
PACK: dict[str, Any] = {
    "name": "test",
    "default_service": "a_service",
    "calendar": tomllib.loads((POLICIES / "passports/calendar.toml").read_text()),
    "tolerance": "24h",
    "ask": {"limit": "3d", "remind_before": "1d"},
    "follow_up": {"window": "10d"},
    "services": {"a_service": {"profile": "plain"}, "two_steps": {"profile": "plain", "approvals": "two_persons"}},
    "approvals": {
        "one_person": [{"name": "review", "roles": ["officer", "supervisor", "director"]}],
        "two_persons": [
            {"name": "review", "roles": ["officer", "supervisor"]},
            {"name": "second_person", "roles": ["supervisor", "director"]},
        ],
    },
    "profiles": {
        "plain": {
            "targets": {
                "first_response": dict.fromkeys(("low", "normal", "high", "urgent"), "1d"),
                "resolution": {"low": "7d", "normal": "7d", "high": "7d", "urgent": "14h"},
            },
            "ladder": [
                {"name": "half", "share": 0.5, "actions": [{"action": "notify", "target": {"role": "officer"}}]},
                {
                    "name": "four_fifths",
                    "share": 0.8,
                    "actions": [{"action": "notify", "target": {"role": "supervisor"}}],
                },
                {
                    "name": "breach",
                    "share": 1.0,
                    "actions": [
                        {"action": "notify", "target": {"role": "director"}},
                        {"action": "raise_priority", "priority": "high"},
                    ],
                },
            ],
        }
    },
    "teams": {"exit_visas": {}, "visit_visas": {}},
    "waiting": {
        "reasons": {
            "verification": {"parties": ["authority"], "limit": "4d", "pauses": True},
            "fault_repair": {"parties": ["vendor", "team"], "limit": "2d"},
        },
        "max_count": 2,
        "remind_every": "1d",
        "ladder": [{"name": "wait_late", "share": 0.75, "actions": _TO_SUPERVISOR}],
    },
    "consultation": {
        "limit": "2d",
        "remind_every": "1d",
        "ladder": [{"name": "answer_late", "share": 1.0, "actions": _TO_SUPERVISOR}],
    },
    "appeals": {"window": "20d"},
    "reminders": {"days": 3, "actions": [*_TO_SUPERVISOR, {"action": "raise_priority", "priority": "high"}]},
    "routes": [_ROUTE, _INTERIM],
}
PACKS: dict[str, Any] = {
    "test": PACK,
    "portal": PACK
    | {"name": "portal", "routes": [_ROUTE | {"on": "withdrawn", "channels": ["portal"], "template": "withdrawn"}]},
    "shared": PACK | {"name": "shared", "sharing": _SHARING},
    "quiet": PACK | {"name": "quiet", "quiet": {"since": time(9), "until": time(20)}},
}
