"""`--preview`: what a command would say to each beneficiary is what goes out when it is given."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from temporalio.testing import ActivityEnvironment

from activities.notices.deliver import NoticeWork
from activities.notices.message import Outgoing
from activities.packs import load_packs
from activities.records.database import connect
from activities.records.store import Records
from commands.common.words.advice import ExitCode
from models.case.events import Event
from models.codes import Audience, Channel, Stage
from models.packs.derive import case_policy
from models.packs.pack import Pack
from settings import PROJECT
from tests.support.database import Database, put_on_record, request, work
from tests.support.simulation import LAYLA, OMAR, SALMA, TWO_STEPS, Case
from tests.support.terminal import CommandLine
from workflows.ports import DeliverNotice

SERVICE = "exit_reentry_issue"
TEMPLATE = ("--reason", "note_removed", "--reply-template", "note_resolved")
QUESTION = ("--reason", "documents_missing", "--document", "payment_receipt", "--reply-template", "ask_listed")
AS_OMAR = ("--as", OMAR.id)


@cache
def packs() -> dict[str, Pack]:
    return dict(load_packs(PROJECT / "policies"))


def case_of_pack(source_id: str, language: str = "ar", **changes: Any) -> Case:
    """A case of the directorate that Omar holds, opened just now."""
    rules = case_policy(packs()["passports"], SERVICE)
    opened = datetime.now(ZoneInfo("Asia/Riyadh")) - timedelta(minutes=5)
    terms = {name: getattr(rules, name) for name in type(rules).model_fields} | {"quiet": None} | changes
    one = Case(opened=f"{opened:%Y-%m-%d %H:%M}", **terms)
    spoken = one.state.but(reference=request(id=source_id).reference, language=language)
    opening = one.events[0].body.but(language=language)
    one.state, one.events[0] = spoken, one.events[0].but(body=opening)
    return one.claim(OMAR)


class Sent(list[Outgoing]):
    """What a gateway took."""

    def send(self, message: Outgoing) -> None:
        """Take a message."""
        self.append(message)


def sent_by(records: Records, case: Case, given: Sequence[Event]) -> list[tuple[str, str, str]]:
    """What a worker sends to the beneficiary of the last events of a case: channel, subject and text."""
    records.append(work(case, since=given[0].seq - 1))
    gateway = Sent()
    worker = NoticeWork(records, packs(), dict.fromkeys(Channel, gateway), gateway)
    for notice in (each for each in case.state.outbox if each.seq >= given[0].seq):
        if notice.audience is Audience.BENEFICIARY:
            ActivityEnvironment().run(worker.deliver, DeliverNotice.of(case.state, notice))
    return [(message.key.rsplit(":", 1)[1], message.subject, message.body) for message in gateway]


def previewed(found: Any) -> list[tuple[str, str, str]]:
    return [(each["channel"], each["subject"], each["body"]) for each in found["messages"]]


GIVEN: dict[str, tuple[tuple[str, ...], str, dict[str, Any]]] = {
    "approve": (TEMPLATE, "approve", {"reason": "note_removed", "reply": {"template": "note_resolved"}}),
    "reject": (
        ("--reason", "not_party", "--reply", "نعتذر عن قبول الطلب"),
        "reject",
        {"reason": "not_party", "reply": {"text": "نعتذر عن قبول الطلب"}},
    ),
    "ask": (
        QUESTION,
        "ask",
        {"reason": "documents_missing", "documents": ["payment_receipt"], "reply": {"template": "ask_listed"}},
    ),
    "interim-reply": (("--reply", "نعمل عليه"), "interim_reply", {"reply": {"text": "نعمل عليه"}}),
    "redirect": (
        ("--authority", "traffic", "--reason", "other_authority", "--reply", "راجعوا المرور"),
        "redirect",
        {"authority": "traffic", "reason": "other_authority", "reply": {"text": "راجعوا المرور"}},
    ),
    "withdraw-for": (
        ("--requested-by", "applicant", "--way", "phone"),
        "withdraw_for",
        {"requested_by": "applicant", "way": "phone"},
    ),
}


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("verb", GIVEN)
def test_what_is_shown_is_what_goes_out(verb: str, language: str, records: Records, tawasul: CommandLine) -> None:
    options, kind, fields = GIVEN[verb]
    one = case_of_pack("one", language, command_roles={})
    put_on_record(records, one, id="one")
    shown = tawasul(verb, one.state.reference, *options, *AS_OMAR, "--preview", "--json")
    assert shown.code == ExitCode.DONE, shown.err
    [found] = shown.lines
    assert {each["language"] for each in found["messages"]} == {language}
    given = one.do(kind, OMAR, **fields)
    assert isinstance(given, tuple)
    assert previewed(found) == sent_by(records, one, given) != []


def test_nothing_is_sent_or_recorded_but_the_look_at_each_case(
    records: Records, tawasul: CommandLine, database: Database
) -> None:
    cases = [put_on_record(records, case_of_pack(name), id=name) for name in ("one", "two")]
    tables = ("case_event", "notice", "attention")
    before = [records.all(f"SELECT count(*) FROM {table}", {}) for table in tables]
    shown = tawasul("approve", *cases, *TEMPLATE, *AS_OMAR, "--preview")
    assert shown.code == ExitCode.DONE and shown.err == "2 of 2 cases would be approved\n"
    assert shown.out.count("sms in Arabic to +********0011, at once") == 2
    assert [records.all(f"SELECT count(*) FROM {table}", {}) for table in tables] == before
    with connect(database.desk_url) as desk:
        views = desk.execute("SELECT verb, reference FROM view ORDER BY id").fetchall()
    assert [(each["verb"], each["reference"]) for each in views] == [("look", case) for case in cases]


def test_a_case_of_another_team_is_not_shown(records: Records, tawasul: CommandLine) -> None:
    one = case_of_pack("one")
    elsewhere = put_on_record(records, one, id="one")
    given = one.do("redirect", OMAR, team="visit_visas", reason="other_team")
    assert isinstance(given, tuple)
    records.append(work(one, since=given[0].seq - 1))
    shown = tawasul("approve", elsewhere, *TEMPLATE, "--as", LAYLA.id, "--preview")
    assert shown.code == ExitCode.NOT_ALLOWED and "sms" not in shown.out


def test_a_refusal_is_told_as_it_would_be(records: Records, tawasul: CommandLine) -> None:
    one = put_on_record(records, case_of_pack("one"), id="one")
    shown = tawasul("approve", one, "--reason", "note_removed", *AS_OMAR, "--preview")
    assert shown.code == ExitCode.REFUSED and "would be refused: missing_reply" in shown.text
    nothing = tawasul("prioritise", one, "--priority", "high", *AS_OMAR, "--preview")
    assert nothing.code == ExitCode.DONE and "nothing goes to the beneficiary" in nothing.text


def test_of_a_proposal_it_is_what_the_last_step_sends(records: Records, tawasul: CommandLine) -> None:
    one = case_of_pack("one", approvals=TWO_STEPS)
    put_on_record(records, one, id="one")
    shown = tawasul("approve", one.state.reference, *TEMPLATE, *AS_OMAR, "--preview", "--json")
    [proposed] = shown.lines
    assert proposed["stage"] == Stage.AWAITING_APPROVAL
    assert all(each["if_confirmed"] for each in proposed["messages"])
    given = one.do("approve", OMAR, reason="note_removed", reply={"template": "note_resolved"})
    assert isinstance(given, tuple)
    records.append(work(one, since=given[0].seq - 1))
    [confirmed] = tawasul("confirm", one.state.reference, "--as", SALMA.id, "--preview", "--json").lines
    assert not any(each["if_confirmed"] for each in confirmed["messages"])
    assert previewed(confirmed) == previewed(proposed) != []


def test_the_time_to_recall_it_is_said(records: Records, tawasul: CommandLine) -> None:
    one = put_on_record(records, case_of_pack("one", recall=timedelta(seconds=90)), id="one")
    shown = tawasul("approve", one, *TEMPLATE, *AS_OMAR, "--preview")
    assert "sms in Arabic to +********0011, 1 m 30 s after it is given: until then `recall` takes it back" in shown.text
    assert "goes out at" not in shown.text


def test_a_reply_in_another_script_is_said_before_it_is_sent(records: Records, tawasul: CommandLine) -> None:
    one = put_on_record(records, case_of_pack("one"), id="one")
    english = ("--reason", "note_removed", "--reply", "The note has been removed")
    shown = tawasul("approve", one, *english, *AS_OMAR, "--preview")
    assert "the reply is not in the beneficiary's language" in shown.text
    assert tawasul("approve", one, *english, *AS_OMAR, "--preview", "--json").lines[0]["other_language"] is True
    assert "other_language" not in tawasul("approve", one, *TEMPLATE, *AS_OMAR, "--preview", "--json").lines[0]


def test_numbers_in_what_a_colleague_wrote_are_masked(records: Records, tawasul: CommandLine) -> None:
    one = case_of_pack("one", approvals=TWO_STEPS)
    put_on_record(records, one, id="one")
    said = "راجعوا الرقم 1098765432"
    mine = tawasul("approve", one.state.reference, "--reason", "note_removed", "--reply", said, *AS_OMAR, "--preview")
    assert "1098765432" in mine.out
    given = one.do("approve", OMAR, reason="note_removed", reply={"text": said})
    assert isinstance(given, tuple)
    records.append(work(one, since=given[0].seq - 1))
    theirs = tawasul("confirm", one.state.reference, "--as", SALMA.id, "--preview")
    assert theirs.code == ExitCode.DONE and "1098765432" not in theirs.out and "5432" in theirs.out
