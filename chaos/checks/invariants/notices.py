"""Invariants of notices: the messages sent are those that the events call for, and every try has the same bytes.

A repeat under the same key is allowed: no sender can deliver exactly once to a gateway that loses its own answers. But
each needs a try that is on record, or a fault that kept one from it.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta

from chaos.checks.cases import FoldedCase, FoldedEvidence
from chaos.checks.lost import BENEFICIARY, ended_by, is_to_beneficiary, reconciliations
from chaos.checks.routes import Planned
from chaos.checks.signatures import problem_of
from chaos.history.evidence import Accepted, Json, Row

CLOCKS_DIFFER = timedelta(seconds=2)
"""By how much the clock of a gateway may be behind that of Temporal."""
BEFORE = timedelta(seconds=45)
"""How long before the first arrival of a message a fault can have cut a try of it: a try may take 30 s."""


def every_notice_arrived_or_is_on_the_list(run: FoldedEvidence) -> Iterator[tuple[str, str]]:
    """Each notice was accepted by a gateway, waits for its hour, or is on the attention list."""
    arrived = {message.key for message in run.evidence.accepted}
    for case in run.cases.values():
        failed = {event.body["key"] for event in case.events if event.type == "notice_failed"}
        for key in sorted(failed):
            if ("notice_failed", key) not in run.listed or _row(case, key).get("status") != "failed":
                yield case.reference, f"{key} was given up and is not on the attention list"
        for key, notice in case.planned.items():
            listed = key in failed or ("notice_unaddressed", key) in run.listed or _is_recalled(case, key)
            if key not in arrived and not listed and not _may_wait(run, case, notice):
                yield case.reference, f"{key} never arrived"


def nothing_was_sent_that_was_not_intended(run: FoldedEvidence) -> Iterator[tuple[str, str]]:
    """Each message that a gateway accepted, and each that a case notes as sent, is a notice that an event calls for."""
    for key, messages in sorted(_by_key(run).items()):
        reference = key.partition(":")[0]
        case = run.cases.get(reference)
        if case is None or (key not in case.planned and not _all_of_lost_stories(case, messages)):
            yield reference, f"{key} was sent and no event calls for it"
        elif _is_recalled(case, key) and not _all_of_lost_stories(case, messages):
            yield reference, f"{key} was sent although its reply was recalled"
    for case in run.cases.values():
        noted = {event.body["key"] for event in case.events if event.type in ("notice_sent", "notice_failed")}
        rows = {row["key"]: row.get("created_at", run.evidence.at) for row in case.record.notices}
        of_record = {key for key, made in rows.items() if not ended_by(case.events, key, made)}
        for key in sorted((noted | of_record) - case.planned.keys()):
            yield case.reference, f"{key} is on record and no event calls for it"


def who_was_misled_is_told(run: FoldedEvidence) -> Iterator[tuple[str, str]]:
    """A beneficiary who got a message of a lost story, or gave a command that is lost, gets the notice `corrected`."""
    for message in run.evidence.accepted:
        case = run.cases.get(message.key.partition(":")[0])
        if case and is_to_beneficiary(message.key) and _misleads(case, message):
            ending = ended_by(case.events, message.key, message.at)
            if ending and not ending.body["misinformed"]:
                yield case.reference, f"{message.key} was of a lost story, and the beneficiary is not told"
    for case in run.cases.values():
        for ending in reconciliations(case.events):
            by_beneficiary = any(line["role"] == BENEFICIARY for line in ending.body["lost"])
            if by_beneficiary and not ending.body["misinformed"]:
                yield (
                    case.reference,
                    f"event {ending.seq}: a command of the beneficiary is lost, and nobody tells them",
                )
            keys = [key for key, each in case.planned.items() if int(key.split(":")[1]) == ending.seq]
            if ending.body["misinformed"] and not keys:
                yield case.reference, f"event {ending.seq} calls for no notice"


def every_message_is_the_notice_on_record(run: FoldedEvidence) -> Iterator[tuple[str, str]]:
    """A message has the text and the recipients on record, and its notice is the one that the routes call for."""
    for message in run.evidence.accepted:
        if case := run.cases.get(message.key.partition(":")[0]):
            row, notice = _row(case, message.key), case.planned.get(message.key)
            if ended_by(case.events, message.key, message.at):
                continue  # of a lost story, perhaps: `who_was_misled_is_told` looks at it
            if notice and any(row.get(name) != getattr(notice, name) for name in _AS_PLANNED):
                yield case.reference, f"{message.key} is on record otherwise than the routes call for it"
            text_is_lost = run.evidence.restored and row.get("error") == "text_lost"
            if message.channel == "email" and not text_is_lost and not _is_for(message, row):
                yield case.reference, f"{message.key} went to somebody it was not for"
            if message.channel in ("sms", "portal") and not text_is_lost and not _says(message, row):
                yield case.reference, f"{message.key} said something else than is on record"


def nothing_is_sent_before_its_hour(run: FoldedEvidence) -> Iterator[tuple[str, str]]:
    """A message that is not urgent arrives after the quiet hours in which its event happened, and one with an official
    reply when that can be recalled no more."""
    for message, case, notice in _of_planned(run):
        goes = case.goes_out_at(notice)
        if goes is None or message.at + run.evidence.skipped + CLOCKS_DIFFER < goes:
            yield case.reference, f"{message.key} was sent at {message.at:%H:%M:%S}, not to be sent before its hour"


def a_beneficiary_is_reached_where_the_request_says(run: FoldedEvidence) -> Iterator[tuple[str, str]]:
    """A message to a beneficiary goes to the address in the request, or the account that the request came from."""
    for message, case, notice in _of_planned(run):
        received, to = _received(run, case), _recipients(message)
        if notice.audience == BENEFICIARY and received and to and to != [_address(received, notice.channel)]:
            yield case.reference, f"{message.key} went to somebody else than the beneficiary"


def every_try_sends_the_same_bytes(run: FoldedEvidence) -> Iterator[tuple[str, str]]:
    """All messages with one key have the same bytes."""
    for key, messages in _by_key(run).items():
        case = run.cases.get(key.partition(":")[0])
        told = [each for each in messages if not (case and ended_by(case.events, key, each.at))]
        if (versions := len({message.sha256 for message in told})) > 1:
            yield key.partition(":")[0], f"{key} was sent in {versions} versions"


def every_try_is_signed_under_its_key(run: FoldedEvidence) -> Iterator[tuple[str, str]]:
    """A message to the portal has a signature of its own bytes, and one to the SMS gateway its key against repeats."""
    for message in run.evidence.accepted:
        reference, name = message.key.partition(":")[0], _KEY_HEADER.get(message.channel)
        if name and message.headers.get(name) != message.key:
            yield reference, f"{message.key} was sent under the key {message.headers.get(name)}"
        secret = run.evidence.portal_secret if message.channel == "portal" else ""
        skipped = run.evidence.skipped
        if secret and (why := problem_of(message.headers, message.body or b"", secret, message.at, skipped)):
            yield reference, f"{message.key}: {why}"


def no_message_is_repeated_without_a_cause(run: FoldedEvidence) -> Iterator[tuple[str, str]]:
    """A message arrived at each recipient at most once for each try on record, and each fault that can have cut one.

    Only of runs whose faults are all logged: those with components that had to be killed.
    """
    if not run.evidence.targets:
        return
    for (key, _), messages in _by_recipient(run).items():
        case = run.cases.get(key.partition(":")[0])
        tries = int(_row(case, key).get("attempts", 0)) if case else 0
        first, last = min(each.at for each in messages), max(each.at for each in messages)
        faults = sum(first - BEFORE <= fault.until and fault.at <= last for fault in run.evidence.faults)
        if len(messages) > tries + faults:
            yield key.partition(":")[0], f"{key} arrived {len(messages)} times, by {tries} tries and {faults} faults"


_ADDRESS = {"sms": "mobile", "email": "email"}
_KEY_HEADER = {"sms": "idempotency-key", "portal": "webhook-id"}
_AS_PLANNED = ("audience", "channel", "template", "created_at")


def _of_planned(run: FoldedEvidence) -> Iterator[tuple[Accepted, FoldedCase, Planned]]:
    """The messages that an event calls for, but for those of lost stories."""
    for message in run.evidence.accepted:
        case = run.cases.get(message.key.partition(":")[0])
        notice = case.planned.get(message.key) if case else None
        if case and notice and not ended_by(case.events, message.key, message.at):
            yield message, case, notice


def _received(run: FoldedEvidence, case: FoldedCase) -> Json | None:
    """The request of a case; of one that was taken out of another, or is an appeal against it, that of the first."""
    about = case.events[0].body.get("split_of") or case.events[0].body.get("appeal_of")
    if about and (before := run.cases.get(about["reference"])):
        return _received(run, before)
    received: Json | None = (case.record.request or {}).get("received")
    return received


def _address(received: Json, channel: str) -> str:
    """Where the applicant of a request is reached by a channel."""
    account = f"{received['channel']}:{received['id']}"
    return str(received["applicant"].get(_ADDRESS.get(channel, "")) or account)


def _recipients(message: Accepted) -> list[str]:
    """Whom a message names as recipients; nobody where it cannot be read."""
    if message.channel == "email":
        return [each for each in message.headers.get("rcpt-to", "").split(",") if each]
    try:
        sent: Json = json.loads(message.body or b"")
        return list(sent["to"] if message.channel == "sms" else sent["data"]["to"])
    except (ValueError, LookupError, TypeError):
        return []


def _by_key(run: FoldedEvidence) -> Mapping[str, list[Accepted]]:
    messages: dict[str, list[Accepted]] = defaultdict(list)
    for message in run.evidence.accepted:
        messages[message.key].append(message)
    return messages


def _by_recipient(run: FoldedEvidence) -> Mapping[tuple[str, str], list[Accepted]]:
    """The messages by key, and those of the mail relay by whom they were for too: each gets a copy of its own."""
    messages: dict[tuple[str, str], list[Accepted]] = defaultdict(list)
    for message in run.evidence.accepted:
        messages[message.key, message.headers.get("rcpt-to", "")].append(message)
    return messages


def _all_of_lost_stories(case: FoldedCase, messages: Iterable[Accepted]) -> bool:
    return all(ended_by(case.events, message.key, message.at) for message in messages)


def _misleads(case: FoldedCase, message: Accepted) -> bool:
    """Whether no event calls for a message, or it says something else than what is called for."""
    notice, row = case.planned.get(message.key), _row(case, message.key)
    if notice is None:
        return True
    return message.channel in ("sms", "portal") and bool(row) and not _says(message, row)


def _may_wait(run: FoldedEvidence, case: FoldedCase, notice: Planned) -> bool:
    """Whether its hour has not come yet, or its reply can be recalled."""
    goes = case.goes_out_at(notice)
    return (goes is None or goes > run.evidence.at) and notice.key in case.last.unsent


def _is_recalled(case: FoldedCase, key: str) -> bool:
    """Whether a notice is of an official reply that was recalled."""
    return int(key.split(":")[1]) in case.recalled


def _row(case: FoldedCase, key: str) -> Row:
    return next((row for row in case.record.notices if row["key"] == key), {})


def _is_for(message: Accepted, row: Row) -> bool:
    """Whether a mail went to recipients of the row of its notice only."""
    sent_to = message.headers.get("rcpt-to", "")
    return not sent_to or set(sent_to.split(",")) <= set(row.get("recipients", ()))


def _says(message: Accepted, row: Row) -> bool:
    """Whether a message has the text, and the recipients, of the row of its notice."""
    try:
        sent: Json = json.loads(message.body or b"")
        to, subject, text = row["recipients"], row["subject"], bytes(row["body"]).decode()
    except (ValueError, LookupError):
        return False
    if message.channel == "sms":
        return sent == {"to": to, "text": text}
    said: Json = sent.get("data", {})
    expected = {"key": message.key, "to": to, "subject": subject, "body": text}
    return expected.items() <= said.items()
