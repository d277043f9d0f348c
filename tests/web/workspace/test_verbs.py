"""The forms of the verbs fit their commands, and offer what the rules of a case would take."""

import pytest

from models.case.actor import Actor
from models.case.commands import COMMAND_OF_KIND, Ask, Command, OnBehalf
from models.codes import Role, Stage
from tests.support.simulation import LAYLA, OMAR, SALMA, STRANGER, Case
from web.pages.base.words import isolated
from web.pages.staff.acting.given import NEEDED, NO_DAY, NO_REFERENCE, NO_TIME, CommandFrame, command_of, values_of
from web.pages.staff.acting.possible import possible_verbs
from web.pages.staff.acting.verbs import VERBS
from workflows.case.authority import STAFF_COMMANDS

ELSEWHERE = {"link_fault", "unlink_fault", "import", "migrate", "calendar_changed"}
"""What staff do for many cases or for faults, by commands of their own."""
FRAME = CommandFrame(OMAR, (), "page-test-0001", 3)


def test_everything_that_staff_do_with_a_case_has_a_form() -> None:
    assert set(VERBS) == set(STAFF_COMMANDS) - ELSEWHERE


@pytest.mark.parametrize("kind", VERBS)
def test_a_form_has_fields_of_its_command_and_asks_for_those_it_needs(kind: str) -> None:
    fields = COMMAND_OF_KIND[kind].model_fields
    form = {field.name: field.needed for field in VERBS[kind].fields}
    assert form.keys() <= fields.keys() - Command.model_fields.keys()
    required = {name for name, field in fields.items() if field.is_required()} - Command.model_fields.keys()
    assert {name for name in required if not form.get(name)} == set(), kind
    assert not issubclass(COMMAND_OF_KIND[kind], OnBehalf) or {"requested_by", "way"} <= form.keys()


@pytest.mark.parametrize(
    ("kind", "typed", "errors"),
    [
        ("note", {"text": ["  "]}, {"text": NEEDED}),
        ("extend", {"by": ["two days"], "note": ["…"]}, {"by": NO_TIME}),
        ("merge", {"into": ["TW-1"]}, {"into": NO_REFERENCE}),
        ("wait", {"party": ["traffic"], "reason": ["x"], "until": ["2020-01-01"]}, {"until": NO_DAY}),
        ("wait", {"party": ["traffic"], "reason": ["x"], "until": ["soon"]}, {"until": NO_DAY}),
        ("ask", {}, {"reason": NEEDED}),
    ],
)
def test_what_is_wrong_in_a_form_is_said_beside_its_field(
    kind: str, typed: dict[str, list[str]], errors: dict[str, str]
) -> None:
    assert command_of(kind, typed, FRAME, Case().state).errors == errors


def test_what_is_typed_is_the_command_on_the_version_that_was_seen() -> None:
    typed = {"reason": ["documents_missing"], "documents": ["receipt", "photo"], "questions": ["متى؟\r\n\r\n أين؟ "]}
    typed |= {"reply": ["نأمل الإرفاق"], "template": ["ask_listed"]}
    command = command_of("ask", typed, FRAME, Case().state).command
    assert isinstance(command, Ask) and command.reply
    assert (command.expected_seq, command.actor, command.command_id) == (3, OMAR, "page-test-0001")
    said = command.model_dump(include={"reason", "documents", "questions"})
    assert said == {"reason": "documents_missing", "documents": ("receipt", "photo"), "questions": ("متى؟", "أين؟")}
    assert command.reply.text == "نأمل الإرفاق"  # one's own words go before a template


def test_a_template_asks_for_what_the_rules_do_not_fill_in_themselves() -> None:
    case = Case()
    for template in case.state.rules.replies:
        assert not set(values_of(template, case.state)) & {"reference", "service", "documents"}
    assert values_of("no_such_template", case.state) == []


def test_what_is_offered_is_what_the_case_would_take_from_this_person_now() -> None:
    case = Case()

    def offered(actor: Actor) -> set[str]:
        return set(possible_verbs(case.state, actor, (), case.now))

    assert {"claim", "note"} <= offered(OMAR) and not offered(OMAR) & {"approve", "assign", "confirm", "recall"}
    assert {"assign", "claim"} <= offered(SALMA)
    assert offered(STRANGER) == set() == offered(Actor(id="ali", role=Role.AUDITOR))
    case.do("claim")
    assert case.state.stage is Stage.IN_REVIEW
    assert {"approve", "reject", "ask", "release", "redirect"} <= offered(OMAR) and "claim" not in offered(OMAR)
    assert "claim" not in offered(LAYLA)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("في 2026-11-30 13:07 أو", 'في <bdi class="reference">2026-11-30 13:07</bdi> أو'),
        ("هوية ******0166", 'هوية <bdi class="reference">******0166</bdi>'),
        ("<b> TW-7DW3-RD7E-50TR-K", '&lt;b&gt; <bdi class="reference">TW-7DW3-RD7E-50TR-K</bdi>'),
        ("3 h left", "3 h left"),
    ],
)
def test_dates_and_references_keep_their_direction_in_a_sentence(said: str, shown: str) -> None:
    assert isolated(said) == shown
