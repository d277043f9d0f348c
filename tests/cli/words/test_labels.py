"""Every code that people may meet has its words: one that is forgotten fails here, not after a case has accepted it."""

import re
from typing import get_args

from activities.notices.addressing import ADDRESS_FIELD
from commands.common.words.labels import (
    DATA_KIND,
    DISPOSAL,
    DISPOSAL_RESULT,
    DONE,
    EFFECT,
    OUTCOME,
    REMARK,
    STAGE,
    STATUS,
)
from commands.operate.recovery import DESCRIPTIONS
from commands.persons.sentences import SENTENCES
from commands.persons.words import (
    CHANNEL,
    CLOCK,
    FIELD,
    FIRST_STAGE,
    HEADING,
    ID_TYPE,
    LOOKED,
    NOTICE_STATUS,
    PRIORITY,
    ROLE,
)
from commands.work.case.sentences import ESCALATIONS
from models.case import commands
from models.case.events import Body
from models.codes import (
    Action,
    AttentionKind,
    Channel,
    ClockKind,
    DataKind,
    DiscrepancyKind,
    Disposal,
    DisposalResult,
    Effect,
    NoticeStatus,
    Outcome,
    Priority,
    RemarkCode,
    Role,
    Stage,
    Status,
)
from models.intake.identity import IdType
from models.intake.request import Applicant, OnBehalfOf, PriorAttempt, Request
from settings import PROJECT


def test_every_command_of_people_has_its_word() -> None:
    kinds = {each.model_fields["kind"].default for each in get_args(commands.AnyCommand)}
    assert set(DONE) == kinds - {"calendar_changed"}


def test_every_closed_set_has_its_words() -> None:
    assert (set(STAGE), set(STATUS)) == (set(Stage), set(Status))
    assert (set(OUTCOME), set(EFFECT)) == (set(Outcome), set(Effect))
    assert set(REMARK) == set(RemarkCode)
    assert set(DESCRIPTIONS) == set(DiscrepancyKind)


def test_every_action_that_reaches_people_has_its_verb() -> None:
    assert set(ESCALATIONS) == {Action.NOTIFY, Action.INFORM, Action.HAND_OVER}


def test_every_channel_but_the_portal_has_an_address() -> None:
    assert set(ADDRESS_FIELD) == set(Channel) - {Channel.PORTAL}


def test_every_kind_of_the_attention_list_is_explained_to_operators() -> None:
    page = (PROJECT / "docs" / "operations.md").read_text()
    assert [kind for kind in AttentionKind if f"`{kind}`" not in page] == []


def test_a_persons_file_has_words_for_every_event_and_code() -> None:
    assert set(SENTENCES) == set(get_args(get_args(Body)[0]))
    assert (set(ROLE), set(PRIORITY), set(CLOCK)) == (set(Role), set(Priority), set(ClockKind))
    assert (set(CHANNEL), set(NOTICE_STATUS), set(FIRST_STAGE)) == (set(Channel), set(NoticeStatus), set(Effect))
    assert (set(DATA_KIND), set(DISPOSAL), set(ID_TYPE)) == (set(DataKind), set(Disposal), set(IdType))
    assert set(DISPOSAL_RESULT) == set(DisposalResult)
    parts = (Request, Applicant, OnBehalfOf, PriorAttempt)
    assert {name for part in parts for name in part.model_fields} - {"attachments", "campaign"} <= set(FIELD)


def test_the_words_of_a_persons_file_are_there_in_both_languages() -> None:
    tables = (HEADING, FIELD, ROLE, PRIORITY, CLOCK, CHANNEL, NOTICE_STATUS, FIRST_STAGE, ID_TYPE, LOOKED, SENTENCES)
    for label in (label for table in tables for label in table.values()):
        assert re.search("[\u0621-\u064a]", label.ar) and not re.search("[\u0621-\u064a]", label.en), label
        assert set(re.findall(r"\$\w+", label.ar)) == set(re.findall(r"\$\w+", label.en)), label


def test_a_sentence_names_only_what_its_event_has() -> None:
    for kind, label in SENTENCES.items():
        assert set(re.findall(r"\$(\w+)", label.en)) <= {"who", *kind.model_fields}, kind
