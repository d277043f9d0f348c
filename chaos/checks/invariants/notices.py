"""Invariants of notices: the messages sent are those that the events call for, and every try has the same bytes.

A repeat under the same key is allowed: no sender can deliver exactly once to a gateway that loses its own answers.
"""

from collections import defaultdict
from collections.abc import Iterator

from chaos.history.evidence import Evidence, RecordedCase
from models.case.events import NoticeFailed
from models.case.state import Notice
from models.codes import AttentionKind


def every_notice_arrived_or_is_on_the_list(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """Each notice was accepted by a gateway, waits for its hour, or is on the attention list."""
    arrived = {message.key for message in evidence.accepted}
    listed = {(row["kind"], row["about"]) for row in evidence.attention}
    for case in evidence.readable_cases.values():
        failed = {event.body.key for event in case.events if isinstance(event.body, NoticeFailed)}
        for key in sorted(failed):
            if (AttentionKind.NOTICE_FAILED, key) not in listed or _status(case, key) != "failed":
                yield case.reference, f"{key} was given up and is not on the attention list"
        for key, notice in case.planned.items():
            excused = (
                key in failed or (AttentionKind.NOTICE_UNADDRESSED, key) in listed or _may_wait(evidence, case, notice)
            )
            if key not in arrived and not excused:
                yield case.reference, f"{key} never arrived"


def nothing_was_sent_that_was_not_intended(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """Each message that a gateway accepted is a notice that an event calls for."""
    for key in sorted({message.key for message in evidence.accepted}):
        reference = key.partition(":")[0]
        case = evidence.readable_cases.get(reference)
        if case is None or key not in case.planned:
            yield reference, f"{key} was sent and no event calls for it"


def every_try_sends_the_same_bytes(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """All messages with one key have the same bytes."""
    bodies: dict[str, set[str]] = defaultdict(set)
    for message in evidence.accepted:
        bodies[message.key].add(message.sha256)
    for key, hashes in bodies.items():
        if len(hashes) > 1:
            yield key.partition(":")[0], f"{key} was sent in {len(hashes)} versions"


def _may_wait(evidence: Evidence, case: RecordedCase, notice: Notice) -> bool:
    """Whether its hour has not come yet."""
    return notice.not_before > evidence.at and any(notice.key == waiting.key for waiting in case.state.outbox)


def _status(case: RecordedCase, key: str) -> str | None:
    return next((str(row["status"]) for row in case.notices if row["key"] == key), None)
