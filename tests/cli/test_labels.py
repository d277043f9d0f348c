"""Every code that people may meet has its words: one that is forgotten fails here, not after a case has accepted it."""

from typing import get_args

from activities.notices.addressing import ADDRESS_FIELD
from commands.common.labels import DONE, EFFECT, OUTCOME, REMARK, STAGE, STATUS
from commands.operate.recovery import DESCRIPTIONS
from commands.work.sentences import ESCALATIONS
from models.case import commands
from models.codes import Action, AttentionKind, Channel, DiscrepancyKind, Effect, Outcome, RemarkCode, Stage, Status
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
