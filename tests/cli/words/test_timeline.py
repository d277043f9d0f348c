"""The timeline of a case: every type of event has a sentence, and what happened once has one line."""

from datetime import UTC, datetime
from typing import get_args

from commands.common.terminal import Piece, Span
from commands.work.case.sentences import SENTENCES, sentence
from commands.work.case.timeline import timeline
from models.case.commands import SYSTEM, Actor
from models.case.events import Body, Claimed, Escalated, Event, Noted, NoticeFailed, NoticeSent, Opened, SignalRefused
from models.case.style import CaseStyle
from models.codes import Action, Channel, Priority, RefusalCode, Role, Stage
from models.policy import Target

AT = datetime(2026, 1, 6, 6, 0, tzinfo=UTC)
TOLD = CaseStyle(zone="UTC")
SALMA = Actor(id="salma", role=Role.SUPERVISOR, teams=("exit_visas",))


def plain(pieces: list[Piece]) -> str:
    """The sentence without its styles."""
    return "".join(piece.text if isinstance(piece, Span) else piece for piece in pieces)


def lines_of(*bodies: Body) -> list[str]:
    """The lines of a timeline of these events."""
    events = [Event(seq=seq, at=AT, actor=SYSTEM, body=body) for seq, body in enumerate(bodies, start=1)]
    return [plain(pieces) for _, pieces in timeline(events, TOLD)]


def sent(seq: int, channel: Channel, audience: str = "beneficiary") -> NoticeSent:
    return NoticeSent(key=f"TW-7K3M-9QXD-2VHA-K:{seq}:{audience}:{channel}", channel=channel)


def test_every_type_of_event_has_a_sentence() -> None:
    assert set(SENTENCES) == set(get_args(get_args(Body)[0]))


def test_channels_of_one_notice_are_one_line() -> None:
    notices = [sent(2, Channel.SMS), sent(2, Channel.EMAIL, "team"), sent(2, Channel.PORTAL)]
    assert lines_of(*notices) == ["sms, portal sent to the beneficiary", "email sent to the team"]


def test_notices_of_other_events_and_what_failed_stand_by_themselves() -> None:
    failed = NoticeFailed(key="TW-7K3M-9QXD-2VHA-K:2:beneficiary:portal", channel=Channel.PORTAL, error="timeout")
    lines = lines_of(sent(2, Channel.SMS), failed, sent(2, Channel.EMAIL), sent(4, Channel.SMS), Claimed())
    assert [line.partition(" to the")[0] for line in lines] == [
        "sms sent", "portal", "email sent", "sms sent", "system took it"
    ]  # fmt: skip


def test_an_escalation_is_described_once() -> None:
    def sentence_of(**fields: object) -> str:
        body = Escalated.model_validate(fields)
        return plain(sentence(Event(seq=1, at=AT, actor=SALMA, body=body), TOLD))

    raised = {"action": Action.RAISE_PRIORITY, "rung": "breached", "priority": Priority.URGENT}
    assert sentence_of(**raised) == "breached: raised the priority to urgent"
    moved = {"action": Action.REASSIGN, "rung": "late", "team": "records"}
    assert sentence_of(**moved) == "late: handed it to the team records"
    nobody = {"action": Action.NOTIFY, "rung": "late", "target": Target(role=Role.OFFICER), "fallback": True}
    fallen_back = "late: told the officer salma (nobody was found for it, so the fall-back got it)"
    assert sentence_of(**nobody, people=(SALMA,)) == fallen_back


def test_an_escalation_by_hand_says_only_what_is_so() -> None:
    def line_of(actor: Actor, **fields: object) -> str:
        body = Escalated.model_validate({"action": Action.NOTIFY, "target": Target(role=Role.DIRECTOR), **fields})
        return plain(sentence(Event(seq=1, at=AT, actor=actor, body=body), TOLD))

    asked = line_of(SALMA, priority=Priority.HIGH, awaits_people=True)
    assert asked == "salma escalated it to the director, priority now high"
    assert line_of(SYSTEM, people=(SALMA,)) == "escalation by hand: told the director salma"
    nobody = "escalation by hand: nobody was found for the director, nor for the fall-back: it stands on"
    assert line_of(SYSTEM, fallback=True).startswith(nobody)
    earlier = line_of(SALMA, priority=Priority.HIGH)
    assert earlier == "salma escalated it to the director, who was not told of it, priority now high"


def test_who_acts_for_somebody_away_is_named_with_them() -> None:
    hind = Actor(id="hind", role=Role.OFFICER).in_place_of(SALMA)
    assert plain(sentence(Event(seq=1, at=AT, actor=hind, body=Claimed()), TOLD)) == "hind for salma took it"


def test_an_escalation_that_reached_nobody_says_where_it_stands() -> None:
    nobody = Escalated(action=Action.NOTIFY, rung="late", target=Target(role=Role.OFFICER), fallback=True)
    where = "nor for the fall-back: it stands on `tawasul attention`"
    assert lines_of(nobody) == [f"late: nobody was found for the officer, {where}"]


def test_a_message_without_a_kind_is_described_as_one() -> None:
    refused = SignalRefused(code=RefusalCode.MALFORMED, command="None", stage=Stage.QUEUED)
    assert lines_of(refused) == ["a message of no kind was refused (malformed) while waiting for an officer"]


def test_a_joined_duplicate_is_described_as_such_and_not_as_a_note_of_the_system() -> None:
    joined = Noted(text="joined", about="TW-7K3M-9QXD-2VHA-K")
    assert lines_of(joined) == ["TW-7K3M-9QXD-2VHA-K was joined: the same request again"]
    by_hand = plain(sentence(Event(seq=1, at=AT, actor=SALMA, body=joined), TOLD))
    assert by_hand == "salma noted about TW-7K3M-9QXD-2VHA-K  note: joined"


def test_who_filed_has_the_article_that_fits() -> None:
    opened = {"fingerprint": "f", "submitted_at": AT, "clock_from": AT, "channel": "university", "language": "en"}
    filed = [Opened(applicant_type=kind, service="s", policy="p", **opened) for kind in ("employee", "citizen")]
    assert [line.split(" by ")[1].split(" through")[0] for line in lines_of(*filed)] == ["an employee", "a citizen"]
