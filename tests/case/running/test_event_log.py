"""The event log of a run: which events it holds, which are on record, which the next run gets."""

from datetime import UTC, datetime

import pytest

from models.case.commands import SYSTEM
from models.case.events import Body, Event, Noted, NoticeSent
from models.codes import Channel
from workflows.case.running.event_log import EventLog

NOON = datetime(2026, 1, 6, 12, tzinfo=UTC)
SENT = NoticeSent(key="TW-1:1:beneficiary:sms", channel=Channel.SMS)


def event(seq: int, body: Body | None = None) -> Event:
    return Event(seq=seq, at=NOON, actor=SYSTEM, body=body or Noted(text=f"note {seq}"))


def log(first: int, last: int, recorded: int) -> EventLog:
    return EventLog(last, [event(seq) for seq in range(first, last + 1)], recorded)


def numbers(events: object) -> list[int]:
    assert isinstance(events, list | tuple)
    return [each.seq for each in events]


@pytest.mark.parametrize(("seq", "expected"), [(0, [3, 4, 5]), (2, [3, 4, 5]), (3, [4, 5]), (5, []), (9, [])])
def test_events_after_a_number_are_found_also_when_the_first_are_not_held(seq: int, expected: list[int]) -> None:
    assert numbers(log(3, 5, recorded=2).after(seq)) == expected


def test_an_empty_log_knows_where_it_goes_on() -> None:
    empty = EventLog(7, (), recorded=7)
    assert (empty.known_from, empty.after(0), empty.has_unwritten(ending=True)) == (8, [], False)
    empty.append([event(8)])
    assert (empty.head, empty.known_from, numbers(empty.after(7))) == (8, 8, [8])


def test_only_what_the_server_knows_is_to_be_written() -> None:
    assert numbers(log(1, 5, recorded=2).unrecorded(upto=4)) == [3, 4]


def test_that_a_notice_went_out_waits_for_other_news_or_for_the_end() -> None:
    sent = EventLog(2, [event(1), event(2, SENT)], recorded=1)
    assert not sent.has_unwritten(ending=False)
    assert sent.has_unwritten(ending=True)
    sent.append([event(3)])
    assert sent.has_unwritten(ending=False)


def test_what_the_records_lost_is_written_again_and_a_higher_number_changes_nothing() -> None:
    restored = log(1, 5, recorded=5)
    restored.lost(9)
    assert restored.recorded == 5
    restored.lost(2)
    assert numbers(restored.unrecorded(upto=5)) == [3, 4, 5]


def test_the_next_run_takes_the_last_events_and_all_that_are_not_on_record() -> None:
    assert numbers(log(1, 9, recorded=9).kept(count=3, size=10**6)) == [7, 8, 9]
    assert numbers(log(1, 9, recorded=4).kept(count=3, size=10**6)) == [5, 6, 7, 8, 9]
    size = len(event(9).model_dump_json())
    assert numbers(log(1, 9, recorded=9).kept(count=9, size=2 * size)) == [8, 9]


def test_the_size_of_what_waits_is_the_size_of_its_json() -> None:
    waiting = log(1, 4, recorded=2)
    assert waiting.waiting_bytes() == sum(len(event(seq).model_dump_json()) for seq in (3, 4))


def test_each_event_is_weighed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A flood that is decided while the records are away asks for the weight again with each command."""
    weighed, dump = list[int](), Event.model_dump_json

    def noted(self: Event) -> str:
        weighed.append(self.seq)
        return dump(self)

    monkeypatch.setattr(Event, "model_dump_json", noted)
    waiting = log(1, 4, recorded=2)
    assert waiting.waiting_bytes() == waiting.waiting_bytes()
    waiting.append([event(5)])
    waiting.waiting_bytes()
    assert weighed == [3, 4, 5]
