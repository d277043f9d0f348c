"""Histories of every path, made earlier on real servers, still replay: running cases survive a change of the code."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, get_args

import pytest
from temporalio import workflow
from temporalio.workflow import NondeterminismError

from activities.packs import load_packs
from activities.records.sealed import event_bytes
from chaos.history.replays import history, patches, replayer
from models.case.commands import AnyCommand
from models.case.edition import FIFTH, FIRST, FOURTH, SECOND, THIRD
from models.case.events import Event
from models.case.state import CaseState
from models.policy import PackedPolicy
from tests.support.histories.paths import PATHS
from tests.support.histories.recording import HISTORIES, packs_of_histories
from workflows import options
from workflows.case.audit.redecide import redecide
from workflows.case.running import deliveries, entry_point, search_attributes
from workflows.case.running.alarm import Alarm
from workflows.case.running.deliveries import Deliveries
from workflows.case.running.effects import Effects
from workflows.case.running.live_case import LiveCase
from workflows.case.running.patches import ASKS_WHAT_WAS_SEEN, BUNDLE, Patch, Patches
from workflows.case.running.recorder import Recorder
from workflows.notices.ports import DELIVER_TOGETHER
from workflows.ports import CaseActivity

NEWEST, FILES = sorted(HISTORIES.glob("*.json")), sorted(HISTORIES.rglob("*.json"))
"""The histories of this version, and with them those of earlier ones."""
SINCE = {
    *("waited_for_an_authority", "consulted", "reclassified", "on_behalf", "imported", "promised_in_days"),
    *("split_in_two", "taken_out_of_another", "reminded_and_ticked"),
    *("appealed", "appealed_when_closed", "appeal_of_a_refusal", "reported_to_a_city", "imported_to_a_city"),
    *("shared_out", "migrated", "waited_for_a_team", "appeal_at_another_level", "answered_for_others"),
    *("appealed_for_somebody", "withdrawn_for_somebody", "of_a_fault", "recalled", "of_what_was_seen"),
}
"""Paths that no earlier version had."""


def test_there_is_a_history_of_every_path() -> None:
    assert {path.stem for path in NEWEST} == {path.__name__ for path in PATHS}


def test_every_command_is_in_a_history_of_this_version() -> None:
    verbs = {kind.model_fields["kind"].default for kind in get_args(AnyCommand)}
    assert {kind for path in NEWEST for kind in given_in(json.loads(path.read_text()))} >= verbs


def given_in(value: Any) -> Iterator[str]:
    """The kinds of the commands in a history: in its payloads, or signed within one."""
    if isinstance(value, list):
        yield from (kind for each in value for kind in given_in(each))
    elif isinstance(value, dict) and "data" in value and "metadata" in value:
        yield from given_in(json.loads(base64.b64decode(value["data"])))
    elif isinstance(value, dict):
        yield from [value["kind"]] if {"kind", "command_id", "actor"} <= value.keys() else []
        yield from (kind for each in value.values() for kind in given_in(each))
    elif isinstance(value, str) and value.startswith("{"):
        yield from given_in(json.loads(value))


def test_histories_are_recorded_without_quiet_hours_so_that_their_cases_end_at_any_time(tmp_path: Path) -> None:
    packs = load_packs(packs_of_histories(tmp_path / "policies"))
    assert len(packs) > 1 and not [name for name, pack in packs.items() if pack.quiet]


def test_openings_decided_by_the_activity_and_by_the_workflow_are_both_kept() -> None:
    earlier = HISTORIES / "before_recorded_openings"
    assert opening_is_recorded(HISTORIES / "approved.json") and not opening_is_recorded(earlier / "approved.json")


def opening_is_recorded(path: Path) -> bool:
    """Whether the answer of the activity `open_case` has the events of the opening."""
    markers = (event.get("markerRecordedEventAttributes") for event in json.loads(path.read_text())["events"])
    (answer, *_) = (marker["details"]["result"] for marker in markers if marker and "result" in marker["details"])
    (payload,) = answer["payloads"]
    return "events" in json.loads(base64.b64decode(payload["data"]))


def test_runs_that_keep_the_order_of_answers_and_those_of_before_are_both_kept() -> None:
    earlier = HISTORIES / "before_kept_order"
    for name in ("approved.json", "asked_and_answered.json"):
        assert Patch.KEEPS_ORDER in patches(HISTORIES / "before_bundle" / name)
        assert not patches(earlier / name)


def test_a_case_under_the_second_edition_is_kept_and_the_earlier_ones_are_of_the_first() -> None:
    assert Patch.SECOND_EDITION in patches(HISTORIES / "before_bundle" / "under_a_legal_limit.json")
    earlier = [
        path for name in ("before_kept_order", "before_recorded_openings") for path in (HISTORIES / name).iterdir()
    ]
    assert earlier and not [path for path in earlier if Patch.SECOND_EDITION in patches(path)]


def test_cases_of_every_edition_are_kept() -> None:
    opened = [event["body"] for path in FILES for event in recorded_openings(path) if event["body"]["type"] == "opened"]
    assert {body.get("edition", FIRST) for body in opened} == {FIRST, SECOND, THIRD, FOURTH, FIFTH}


@pytest.mark.parametrize(
    ("name", "patch"),
    [("by_a_substitute", Patch.SUBSTITUTES_ACT), ("extended_and_passed_on", Patch.ESCALATION_BY_HAND)],
)
def test_runs_in_which_substitutes_act_and_those_of_before_are_both_kept(name: str, patch: str) -> None:
    assert patch in patches(HISTORIES / "before_bundle" / f"{name}.json")
    assert patch not in patches(HISTORIES / "before_substitutes" / f"{name}.json")


def test_a_run_of_this_version_takes_no_patch_and_those_of_before_took_one_that_stands_for_all() -> None:
    assert {path.stem: patches(path) for path in NEWEST if patches(path)} == {"of_what_was_seen": {ASKS_WHAT_WAS_SEEN}}
    assert [path.name for path in (HISTORIES / "before_generations").iterdir() if patches(path) != {BUNDLE}] == []


def test_runs_that_ask_what_was_seen_and_those_of_before_are_both_kept() -> None:
    """A worker of before took a command that another one refuses: a replay finds what it took."""
    earlier = HISTORIES / "before_seen_versions" / "of_what_was_seen.json"
    assert ASKS_WHAT_WAS_SEEN not in patches(earlier)
    late = [json.loads(path.read_text())["events"] for path in (HISTORIES / earlier.name, earlier)]
    assert [len([each for each in events if "UPDATE_ACCEPTED" in each["eventType"]]) for events in late] == [4, 5]


def test_runs_that_try_notices_together_and_those_of_before_are_both_kept() -> None:
    earlier = HISTORIES / "before_deliveries_together"
    assert {path.stem for path in earlier.iterdir()} == {path.stem for path in NEWEST}
    assert DELIVER_TOGETHER in activities_of(HISTORIES / "approved.json")
    assert not [path for path in earlier.iterdir() if DELIVER_TOGETHER in activities_of(path)]


def activities_of(path: Path) -> set[str]:
    """The types of the activities that a history asked for."""
    asked = (each.get("activityTaskScheduledEventAttributes") for each in json.loads(path.read_text())["events"])
    return {each["activityType"]["name"] for each in asked if each}


def test_runs_that_authenticate_signals_and_sign_what_they_tell_and_those_of_before_are_both_kept() -> None:
    earlier = HISTORIES / "before_signatures"
    assert {path.stem for path in earlier.iterdir()} == {path.stem for path in NEWEST} - SINCE
    for name, answer in (
        ("by_a_substitute", "forgeries"),
        ("claimed_in_review", "forgeries"),
        ("merged_by_hand", "commands"),
        ("merged_by_the_first_stage", "commands"),
    ):
        assert answer in answered(HISTORIES / f"{name}.json")
        assert answer not in answered(earlier / f"{name}.json")


def answered(path: Path) -> set[str]:
    """The fields of all that the activities of a history answered."""
    return {field for answer in answers(path) if isinstance(answer, dict) for field in answer}


def answers(path: Path) -> Iterator[Any]:
    """What the activities of a history answered."""
    for event in json.loads(path.read_text())["events"]:
        for details in event.get("markerRecordedEventAttributes", {}).get("details", {}).values():
            yield from (json.loads(base64.b64decode(payload["data"])) for payload in details["payloads"])


def test_events_of_earlier_versions_are_written_again_byte_for_byte() -> None:
    """The records compare bytes: a field with a default that is written would make every open case diverge."""
    events = [event for path in FILES for event in recorded_openings(path)]
    assert any("edition" not in event["body"] for event in events if event["body"]["type"] == "opened")
    for event in events:
        written = json.dumps(event, separators=(",", ":"), ensure_ascii=False).encode()
        assert event_bytes(Event.model_validate(event)) == written


def test_policies_of_earlier_versions_keep_their_digests() -> None:
    """A case is found by the digest of its policy: a field with a default that is written would give it another."""
    given = [answer.get("policy") for path in FILES for answer in answers(path) if isinstance(answer, dict)]
    packed = [PackedPolicy.model_validate(policy) for policy in given if policy]
    assert packed and all(each.read().digest == each.digest for each in packed)


def recorded_openings(path: Path) -> Iterator[dict[str, Any]]:
    """The events of the openings in a history, as they were written then."""
    for answer in answers(path):
        yield from answer.get("events", ()) if isinstance(answer, dict) else ()


def test_histories_name_neither_people_s_machines_nor_addresses() -> None:
    for path in FILES:
        text = path.read_text()
        assert "127.0.0.1" not in text and '"identity"' not in text and "/root" not in text


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(HISTORIES).as_posix())
async def test_a_golden_history_replays(path: Path) -> None:
    await replayer().replay_workflow(history(path))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(HISTORIES).as_posix())
async def test_what_happened_in_a_golden_history_comes_out_so_when_it_is_decided_again(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A rule that changed without an edition would make the audit name every case of before."""
    held, become = list[LiveCase](), LiveCase.become

    def keep(case: LiveCase, *taken: Any, **how: Any) -> None:
        held[:] = [case]
        become(case, *taken, **how)

    monkeypatch.setattr(LiveCase, "become", keep)
    await replayer().replay_workflow(history(path))
    records = held[-1].records()
    assert records.events[0].seq == 1
    again = redecide(CaseState(reference=records.reference, policy=records.policy), records.events, records.request)
    assert again.difference is None
    assert again.redecided + again.not_redecided.total() == len(records.events)


def _set_no_alarm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Alarm, "set", lambda self, at: None)


def _rename_the_delivery(monkeypatch: pytest.MonkeyPatch) -> None:
    renamed = type("Renamed", (), {**CaseActivity.__members__, "DELIVER": "send"})
    monkeypatch.setattr(deliveries, "CaseActivity", renamed)


def _rename_the_first_try(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deliveries, "DELIVER_TOGETHER", "send_together")


def _try_nothing_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deliveries, "tried_together", lambda due: [])


def _try_together_in_earlier_histories(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Patches, "delivers_together", property(lambda self: True))


def _set_no_search_attributes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_attributes, "changes", lambda before, after: [])


def _send_notices_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Effects, "_send", _local_send)


async def _local_send(self: Any, notice: Any, first_try: Any) -> None:
    await workflow.sleep(1)


def _record_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    async def nothing(self: Any) -> None:
        self._publish()
        self._case.log.recorded = self._case.state.seq

    monkeypatch.setattr(Recorder, "_record", nothing)


def _write_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    async def at_once(self: Any) -> None:
        self._case.durable()

    monkeypatch.setattr(Recorder, "_later_task", at_once)


def _start_a_new_alarm_every_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    keeping = Alarm.set

    def anew(self: Any, at: Any) -> None:
        self._at = None
        keeping(self, at)

    monkeypatch.setattr(Alarm, "set", anew)


def _forget_to_inform_the_parent(monkeypatch: pytest.MonkeyPatch) -> None:
    async def inform_nobody(self: Any, merged: Any) -> None:
        return None

    monkeypatch.setattr(Effects, "_inform_parent", inform_nobody)


def _send_every_notice_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    delivering = Deliveries._deliver

    async def twice(self: Any, notice: Any, began: Any) -> Any:
        await delivering(self, notice, began)
        return await delivering(self, notice, began)

    monkeypatch.setattr(Deliveries, "_deliver", twice)


def _go_on_as_new_after_fewer_events(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(options, "EVENTS_PER_RUN", 10)


def _let_substitutes_act_in_earlier_histories(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entry_point, "_as_read_then", lambda raw, patches: raw)


def _ask_earlier_histories_what_was_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    asking = workflow.patched
    always = {"patched": lambda patch: patch == ASKS_WHAT_WAS_SEEN or asking(patch)}
    monkeypatch.setattr(entry_point, "workflow", SimpleNamespace(**vars(workflow) | always))


def _look_people_up_in_earlier_histories(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entry_point, "_as_decided_then", lambda event, patches: event)


def _authenticate_signals_of_earlier_histories(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Patches, "authenticates_signals", lambda self: True)


def _believe_signals_that_were_authenticated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Patches, "authenticates_signals", lambda self: False)


BREAKING = (
    _authenticate_signals_of_earlier_histories,
    _believe_signals_that_were_authenticated,
    _let_substitutes_act_in_earlier_histories,
    _ask_earlier_histories_what_was_seen,
    _look_people_up_in_earlier_histories,
    _set_no_alarm,
    _rename_the_delivery,
    _rename_the_first_try,
    _try_nothing_together,
    _try_together_in_earlier_histories,
    _set_no_search_attributes,
    _send_notices_elsewhere,
    _record_nothing,
    _write_at_once,
    _start_a_new_alarm_every_turn,
    _forget_to_inform_the_parent,
    _send_every_notice_twice,
    _go_on_as_new_after_fewer_events,
)


OTHER_WAY = "TMPRL1100|Fatal error in workflow machines"
"""The error of a replay in which the code takes another path than the history, not one of failing or never ending."""


@pytest.mark.parametrize("change", BREAKING, ids=lambda change: change.__name__)
async def test_a_breaking_change_is_caught(change: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    change(monkeypatch)
    with pytest.raises((NondeterminismError, RuntimeError), match=OTHER_WAY):
        for path in FILES:
            await replayer().replay_workflow(history(path))
