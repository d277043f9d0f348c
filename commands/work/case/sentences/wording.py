"""What the sentences of several kinds of events share."""

from collections.abc import Callable
from typing import Any

from commands.common.terminal import Piece, dim
from commands.common.words.code_words import in_words
from commands.common.words.language import _, listed
from models.case import events
from models.case.style import CaseStyle
from models.notices.key import NoticeKey

Sentence = Callable[[Any, str, CaseStyle], list[Piece]]
"""What says an event: it gets the body, who acted, and how the case is presented."""


def classified(body: events.ReclassificationAsked | events.Reclassified | events.SplitAsked) -> str:
    """What a correction of the classification, or the second case, is about."""
    named = ((_("service"), body.service), (_("section"), body.section), (_("problem"), body.problem))
    return listed(f"{name} {code}" for name, code in named if code)


def asked_for(body: events.Requested, who: str, done: tuple[str, str]) -> str:
    """Who did something: the beneficiary, or staff because somebody asked them to, and how."""
    themselves, by_staff = done
    if not body.requested_by or not body.way:
        return _(themselves)
    return _(
        by_staff,
        who=who,
        requested_by=in_words(body.requested_by),
        way=in_words(body.way),
    )


def with_note(text: str | None) -> list[Piece]:
    """A note behind a sentence; nothing without one."""
    return [dim(_("  note: ")), text] if text else []


def quoted(text: str) -> list[Piece]:
    """What somebody wrote, in quotation marks; nothing where they wrote nothing."""
    return ["  «", text, "»"] if text else []


def audience_of(key: str) -> str:
    """The audience of a notice, by its key."""
    try:
        return in_words(NoticeKey.parse(key).audience)
    except ValueError:  # somebody changed the record bypassing constraints and grants: the audit names it
        return _("recipient")
